package kindling.model.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The instructions of this machine's processor that oneDNN's kernels may use.
 *
 * <p>Other instructions add in another order, so that replicas agree to the bit only where {@link
 * #used} (in float32) or {@link #bfloat16} (in bfloat16) is the same; executors' engines name them
 * to the driver. A cluster of mixed processors limits oneDNN to the lowest of them.
 *
 * @param present the best that the processor has
 * @param used the best that oneDNN uses: {@code present}, or less under a limit
 * @param bfloat16 what oneDNN multiplies bfloat16 with, under the same limit
 */
public record CpuFeatures(Instructions present, Instructions used, Bfloat16 bfloat16) {
  /** Sets of vector instructions, each holding those before it. */
  public enum Instructions {
    BELOW_AVX2,
    AVX2,
    AVX512_CORE
  }

  /** Instructions that multiply bfloat16, by oneDNN's names, the slowest first. */
  public enum Bfloat16 {
    /** None: they would be emulated in float32. */
    NONE,
    /** Dot products of vectors. */
    AVX512_CORE_BF16,
    /** Products of tiles. */
    AVX512_CORE_AMX
  }

  /** The limit that is none. */
  public static final String ALL = "ALL";

  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Set<String> AMX = Set.of("amx_tile", "amx_bf16");
  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  /**
   * This machine's features, from {@code /proc/cpuinfo}.
   *
   * @param limit oneDNN's name of the instructions that it is limited to, or {@link #ALL}
   * @throws UnsupportedOperationException if the file cannot be read, as on anything but Linux
   */
  public static CpuFeatures detect(String limit) {
    return read(Path.of("/proc/cpuinfo"), limit);
  }

  static CpuFeatures read(Path cpuinfo, String limit) {
    try {
      // A hypervisor may give the processor a name in any encoding.
      return of(Files.readAllLines(cpuinfo, StandardCharsets.ISO_8859_1), limit);
    } catch (IOException e) {
      throw new UnsupportedOperationException(
          String.format(
              Locale.ROOT,
              "the engines need to know the processor's instructions: expected the flags of Linux in"
                  + " %s, found no such file to read (%s)",
              cpuinfo,
              e),
          e);
    }
  }

  /** The features that the lines of a cpuinfo file tell, under oneDNN's name of a limit. */
  static CpuFeatures of(List<String> cpuinfo, String limit) {
    Set<String> flags =
        cpuinfo.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).trim().split("\\s+"))
            .map(words -> Arrays.stream(words).collect(Collectors.toSet()))
            .orElse(Set.of());
    Instructions present = Instructions.BELOW_AVX2;
    if (flags.containsAll(AVX2)) {
      present = flags.containsAll(AVX512) ? Instructions.AVX512_CORE : Instructions.AVX2;
    }
    Instructions most = most(limit);
    Instructions used = most.compareTo(present) < 0 ? most : present;
    return new CpuFeatures(present, used, bfloat16(flags, limit));
  }

  private static Bfloat16 bfloat16(Set<String> flags, String limit) {
    if (flags.containsAll(AMX) && limit.matches("ALL|DEFAULT|.*_AMX.*")) {
      return Bfloat16.AVX512_CORE_AMX;
    }
    boolean vectors = limit.matches("ALL|DEFAULT|AVX512_CORE_(BF16|FP16|AMX.*)|AVX10.*");
    return vectors && flags.contains("avx512_bf16") ? Bfloat16.AVX512_CORE_BF16 : Bfloat16.NONE;
  }

  /**
   * Checks what both engines' native code is compiled for.
   *
   * @throws UnsupportedOperationException below AVX2, where that code would crash the process
   */
  public void requireAvx2() {
    if (present == Instructions.BELOW_AVX2) {
      throw new UnsupportedOperationException(
          "the engines need a processor with AVX2 and FMA; this one has neither or one only");
    }
  }

  private static Instructions most(String limit) {
    return switch (limit) {
      case "SSE41", "AVX" -> Instructions.BELOW_AVX2;
      case "AVX2", "AVX2_VNNI", "AVX512_MIC", "AVX512_MIC_4OPS" -> Instructions.AVX2;
      default -> Instructions.AVX512_CORE;
    };
  }
}

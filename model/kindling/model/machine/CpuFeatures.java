package kindling.model.machine;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The vector instructions of this machine's processor that oneDNN's float kernels may use.
 *
 * <p>Other instructions add in another order, so that replicas agree to the bit only where {@link
 * #used} is the same; the driver compares the executors' values. A cluster of mixed processors sets
 * {@code ONEDNN_MAX_CPU_ISA} to the lowest of them.
 *
 * @param present the best that the processor has
 * @param used the best that oneDNN uses: {@code present}, or less under {@code ONEDNN_MAX_CPU_ISA}
 * @param bfloat16 whether instructions that oneDNN may use multiply bfloat16 (AVX512-BF16 or AMX)
 */
public record CpuFeatures(Instructions present, Instructions used, boolean bfloat16)
    implements Serializable {
  /** Sets of vector instructions, each holding those before it. */
  public enum Instructions {
    BELOW_AVX2,
    AVX2,
    AVX512_CORE
  }

  private static final Set<String> AVX2 = Set.of("avx2", "fma");
  private static final Set<String> AVX512 = Set.of("avx512f", "avx512bw", "avx512vl", "avx512dq");

  /**
   * This machine's features, from {@code /proc/cpuinfo} and the environment.
   *
   * @throws UncheckedIOException if the file cannot be read, as on anything but Linux
   */
  public static CpuFeatures here() {
    try {
      return of(Files.readAllLines(Path.of("/proc/cpuinfo")), System.getenv());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell the processor's instructions", e);
    }
  }

  /** The features that the lines of a cpuinfo file and these variables tell. */
  static CpuFeatures of(List<String> cpuinfo, Map<String, String> environment) {
    Set<String> flags =
        cpuinfo.stream()
            .filter(line -> line.startsWith("flags"))
            .findFirst()
            .map(line -> Set.of(line.substring(line.indexOf(':') + 1).trim().split("\\s+")))
            .orElse(Set.of());
    Instructions present = Instructions.BELOW_AVX2;
    if (flags.containsAll(AVX2)) {
      present = flags.containsAll(AVX512) ? Instructions.AVX512_CORE : Instructions.AVX2;
    }
    Instructions limit = limit(environment);
    boolean bfloat16 =
        limitName(environment)
                .matches("ALL|DEFAULT|AVX512_CORE_BF16|AVX512_CORE_FP16|AVX512_CORE_AMX.*|AVX10.*")
            && (flags.contains("avx512_bf16") || flags.contains("amx_bf16"));
    return new CpuFeatures(present, limit.compareTo(present) < 0 ? limit : present, bfloat16);
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

  private static Instructions limit(Map<String, String> environment) {
    return switch (limitName(environment)) {
      case "SSE41", "AVX" -> Instructions.BELOW_AVX2;
      case "AVX2", "AVX2_VNNI", "AVX512_MIC", "AVX512_MIC_4OPS" -> Instructions.AVX2;
      default -> Instructions.AVX512_CORE;
    };
  }

  private static String limitName(Map<String, String> environment) {
    String older = environment.getOrDefault("DNNL_MAX_CPU_ISA", "ALL");
    return environment.getOrDefault("ONEDNN_MAX_CPU_ISA", older).toUpperCase(Locale.ROOT);
  }

  /** For provenance: {@code avx2 of avx512_core}, or one word where all that is present is used. */
  @Override
  public String toString() {
    String name = used.name().toLowerCase(Locale.ROOT);
    return used == present ? name : name + " of " + present.name().toLowerCase(Locale.ROOT);
  }
}

package kindling.model.dl4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** stub until merged */
public record CpuFeatures(String instructions) {
  public static CpuFeatures here() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        if (line.startsWith("flags")) {
          Set<String> flags = Set.copyOf(List.of(line.split("\\s+")));
          return new CpuFeatures(flags.contains("avx512f") ? "AVX512" : "AVX2");
        }
      }
      return new CpuFeatures("unknown");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

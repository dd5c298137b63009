package kindling.driver.sweep.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What Linux tells of this process and its machine. */
final class ThisProcess {
  private ThisProcess() {}

  /** The most memory that has been resident so far. */
  static long peakBytes() {
    String[] words = line(Path.of("/proc/self/status"), "VmHWM").trim().split("\\s+");
    return Long.parseLong(words[0]) * 1024;
  }

  /** The processor's model, and how many this process may use. */
  static String machine() {
    return String.format(
        Locale.ROOT,
        "%s, %d processors",
        line(Path.of("/proc/cpuinfo"), "model name").trim(),
        Runtime.getRuntime().availableProcessors());
  }

  /** What stands behind a name and a colon. */
  private static String line(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1))
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}

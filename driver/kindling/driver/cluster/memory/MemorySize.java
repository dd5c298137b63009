package kindling.driver.cluster.memory;

import java.util.Locale;

/** Sizes of memory as people read them. */
final class MemorySize {
  private static final long MIB = 1 << 20;

  private MemorySize() {}

  /** In MiB, or in GiB with one digit. */
  static String text(long bytes) {
    return bytes < 1024 * MIB
        ? (bytes + MIB - 1) / MIB + " MiB"
        : String.format(Locale.ROOT, "%.1f GiB", bytes / (1024.0 * MIB));
  }

  /** As Spark's settings take it: whole MiB, upwards. */
  static String setting(long bytes) {
    return (bytes + MIB - 1) / MIB + "m";
  }
}

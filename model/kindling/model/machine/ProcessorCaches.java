package kindling.model.machine;

import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine says of its processor's caches. */
public final class ProcessorCaches {
  private static final Path CPU = Path.of("/sys/devices/system/cpu/cpu0");

  private ProcessorCaches() {}

  /**
   * Whether the machine keeps the caches' sizes to itself, as some virtual machines do: Linux lists
   * its first processor and none of its caches. Where it does not list the processor either, the
   * answer is no.
   */
  public static boolean hidden() {
    return hidden(CPU);
  }

  static boolean hidden(Path cpu) {
    return Files.isDirectory(cpu) && Files.notExists(cpu.resolve("cache").resolve("index0"));
  }
}

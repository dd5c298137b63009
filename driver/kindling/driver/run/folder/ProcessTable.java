package kindling.driver.run.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The processes that can be seen from here, by Linux's {@code /proc}: of one namespace of one
 * machine, between two of its boots. A host's name would not do: containers and hosts share names.
 *
 * @param identity of the table; empty where it is not known, or other users' processes are hidden
 */
record ProcessTable(String identity) {
  private static final Path PROC = Path.of("/proc");

  /** Of {@code /proc/PID/stat}, behind the name in parentheses: the start in ticks since boot. */
  private static final int START_FIELD = 19;

  /** The table that this process is in. */
  static final ProcessTable HERE = new ProcessTable(here());

  /** When a process started, if it runs; a zombie does not. */
  Optional<String> start(long process) {
    Path stat = PROC.resolve(process + "/stat");
    try {
      String text = Files.readString(stat);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      boolean ended = fields[0].equals("Z") || fields[0].equals("X");
      return ended ? Optional.empty() : Optional.of(fields[START_FIELD]);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String here() {
    if (!Files.isReadable(PROC.resolve("1/stat"))) {
      return "";
    }
    try {
      String boot = Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
      return boot + " " + Files.readSymbolicLink(PROC.resolve("self/ns/pid"));
    } catch (IOException e) {
      return "";
    }
  }
}

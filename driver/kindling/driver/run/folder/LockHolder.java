package kindling.driver.run.folder;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/**
 * What a lock file says: the driver that holds a run folder. Lives on the driver.
 *
 * @param token of this claim alone
 * @param host for messages: hosts may share a name
 * @param processes the table that the process is in, as {@link ProcessTable} tells it
 * @param processStart tells a process from a later one with its number
 */
record LockHolder(String token, String host, String processes, long process, String processStart) {
  static final LockHolder UNREADABLE = new LockHolder("unreadable", "a host unknown", "", 0, "");

  boolean whole() {
    return token != null && host != null && processes != null && processStart != null;
  }

  static LockHolder here() {
    long self = ProcessHandle.current().pid();
    return new LockHolder(
        UUID.randomUUID().toString(),
        hostName(),
        ProcessTable.HERE.identity(),
        self,
        ProcessTable.HERE.start(self).orElse(""));
  }

  /** Whether the process can be looked for here. */
  boolean isVisible() {
    return !processes.isEmpty() && processes.equals(ProcessTable.HERE.identity());
  }

  /** Whether the process runs; for a holder that is visible. */
  boolean runs() {
    return ProcessTable.HERE.start(process).filter(processStart::equals).isPresent();
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a host without a name";
    }
  }
}

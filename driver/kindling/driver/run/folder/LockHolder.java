package kindling.driver.run.folder;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;

/**
 * What a lock file says: the driver that holds a run folder. Lives on the driver.
 *
 * @param token of this claim alone
 * @param processStart tells a process from a later one with its number
 * @param beat counts the signs of life
 */
record LockHolder(String token, String host, long process, String processStart, long beat) {
  static final LockHolder UNREADABLE = new LockHolder("unreadable", "a host unknown", 0, "", 0);

  boolean whole() {
    return token != null && host != null && processStart != null;
  }

  static LockHolder here() {
    ProcessHandle self = ProcessHandle.current();
    return new LockHolder(UUID.randomUUID().toString(), hostName(), self.pid(), start(self), 0);
  }

  LockHolder alive() {
    return new LockHolder(token, host, process, processStart, beat + 1);
  }

  boolean onThisHost() {
    return host.equals(hostName());
  }

  /** Whether the process runs; for a holder on this host. */
  boolean runs() {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .filter(found -> start(found).equals(processStart))
        .isPresent();
  }

  private static String start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      return "a host without a name";
    }
  }
}

package kindling.driver.run.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kindling.data.Storage;
import kindling.driver.cluster.Stopwatch;
import org.apache.hadoop.fs.Path;

/**
 * Whether a driver is at work in a folder, seen from outside: its lock is there, and its holder
 * lives. Of a driver whose process can be seen from here the process says so, of others signs of
 * life that go on. Asked again and again by one thread, on any machine that sees the folder.
 */
public final class LockObserver {
  private final LockFiles files;
  private final Duration patience;
  private List<LockClaim> last = List.of();
  private Stopwatch sinceChanged = Stopwatch.start();

  public LockObserver(Path root, Storage storage) {
    this(root, storage, RunLock.PATIENCE);
  }

  /**
   * As above.
   *
   * @param patience how long a driver elsewhere may show no sign of life
   */
  LockObserver(Path root, Storage storage, Duration patience) {
    this.files = new LockFiles(root, storage);
    this.patience = patience;
  }

  /**
   * Whether a driver is at work.
   *
   * @throws RunFolderException where the lock cannot be read
   */
  public boolean isHeld() {
    List<LockClaim> claims;
    try {
      claims = files.claims();
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT, "cannot read the lock in %s: %s", files.root(), Storage.reason(e)));
    }
    if (claims.stream().allMatch(claim -> claim.holder().isVisible())) {
      return claims.stream().anyMatch(claim -> claim.holder().runs());
    }
    if (!claims.equals(last)) {
      last = claims;
      sinceChanged = Stopwatch.start();
    }
    return sinceChanged.seconds() * 1000 < patience.toMillis();
  }
}

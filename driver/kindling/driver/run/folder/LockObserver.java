package kindling.driver.run.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.cluster.Stopwatch;
import org.apache.hadoop.fs.Path;

/**
 * Whether a driver is at work in a folder, seen from outside: its lock is there, and its holder
 * lives. Of a driver on this host the process says so, of others signs of life that go on. Asked
 * again and again by one thread, on any machine that sees the folder.
 */
public final class LockObserver {
  private final Path file;
  private final Storage storage;
  private final Duration patience;
  private LockHolder last;
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
    this.file = new Path(root, RunLock.FILE);
    this.storage = storage;
    this.patience = patience;
  }

  /**
   * Whether a driver is at work.
   *
   * @throws RunFolderException where the lock cannot be read
   */
  public boolean isHeld() {
    Optional<LockHolder> holder;
    try {
      holder = RunLock.holder(file, storage);
    } catch (IOException e) {
      throw new RunFolderException("cannot read %s: %s".formatted(file, Storage.reason(e)));
    }
    if (holder.isEmpty()) {
      return false;
    }
    if (holder.get().onThisHost()) {
      return holder.get().runs();
    }
    if (!holder.get().equals(last)) {
      last = holder.get();
      sinceChanged = Stopwatch.start();
    }
    return sinceChanged.seconds() * 1000 < patience.toMillis();
  }
}

package kindling.driver.run.folder;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kindling.data.Storage;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of one driver on a run folder: {@code lock.json} in it, whose time moves every few
 * seconds for as long as the driver lives. Lives on the driver.
 *
 * <p>A lock whose driver has died is taken over: at once where its process could be seen from here,
 * and otherwise after a minute without a sign of life. No two machines' clocks are compared. Who
 * takes over creates {@code lock-2.json} (and so on) and removes the dead driver's. A driver whose
 * file is gone, because it was taken for dead, never claims the folder again.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  static final Duration BEAT = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final LockFiles files;
  private final LockClaim own;
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(RunLock::daemon);
  private String lost;
  private String missed;
  private boolean closed;

  private RunLock(LockFiles files, LockClaim own) {
    this.files = files;
    this.own = own;
  }

  /**
   * Claims a run folder, which is made where it does not exist yet.
   *
   * @throws RunFolderException if another driver is at work in it, or it cannot be written
   */
  public static RunLock take(Path root, Storage storage) {
    return take(root, storage, LockHolder.here(), BEAT, PATIENCE);
  }

  /** As above; {@code patience} is how long a driver elsewhere may show no sign of life. */
  static RunLock take(
      Path root, Storage storage, LockHolder own, Duration beat, Duration patience) {
    LockFiles files = new LockFiles(root, storage);
    RunLock lock;
    try {
      lock = new RunLock(files, new Claiming(files, own, beat, patience).claim());
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot write to the run folder "
              + root
              + ": "
              + Storage.reason(e)
              + ". Mend the storage, or choose another run.dir.");
    }
    lock.pulse.scheduleAtFixedRate(
        lock::beat, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    return lock;
  }

  /**
   * Makes sure that the folder is still this driver's.
   *
   * @throws RunFolderException if another driver has taken it over, as one that shows no sign of
   *     life for long must expect, or the lock cannot be read
   */
  public synchronized void check() {
    try {
      look();
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot read "
              + own.file()
              + ": "
              + Storage.reason(e)
              + ". Mend the storage, and resume.");
    }
    if (lost != null) {
      throw new RunFolderException(lost);
    }
  }

  /** That another driver has taken the folder over, where it can be known that it has. */
  public synchronized Optional<RunFolderException> loss() {
    try {
      look();
    } catch (IOException e) {
      LOG.debug("cannot read {}: {}", own.file(), Storage.reason(e));
    }
    return Optional.ofNullable(lost).map(RunFolderException::new);
  }

  /**
   * A beat that the storage fails is made up for by the next; {@link #check} tells of it. One that
   * waited while the folder was given free has nothing left to do.
   */
  private synchronized void beat() {
    if (closed) {
      return;
    }
    try {
      look();
      if (lost == null) {
        files.touch(own);
      }
    } catch (IOException e) {
      missed = Storage.reason(e);
    } catch (FSError e) {
      // An Error, of which Hadoop's local file system makes use, would end all further beats.
      missed = e.getMessage();
    }
  }

  /** Learns from the folder whose it is. */
  private void look() throws IOException {
    if (lost == null && files.claim(own.number()).filter(now -> now.isOf(own.holder())).isEmpty()) {
      lost =
          "the run folder was taken over from this driver"
              + files.claims().stream().findFirst().map(now -> ", by " + now.driver()).orElse("")
              + ": its lock "
              + own.file()
              + " is gone. This driver had shown no sign of life for a minute"
              + (missed == null ? "" : " (" + missed + ")")
              + ", or somebody removed the lock. It writes nothing more.";
      pulse.shutdown();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "kindling-run-lock");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Gives the folder free, unless it is another driver's by now. What the run has written stands
   * whether that succeeds or not, so a lock that stays is a warning.
   */
  @Override
  public synchronized void close() {
    closed = true;
    pulse.shutdownNow();
    try {
      if (lost == null) {
        files.remove(own);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}. The next run takes it over.", own.file(), Storage.reason(e));
    }
  }
}

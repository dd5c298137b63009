package kindling.driver.run.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import kindling.data.Storage;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claim of one driver on a run folder: {@code lock.json} in it, rewritten every few seconds for
 * as long as the driver lives. Lives on the driver.
 *
 * <p>A lock whose driver has died is taken over: at once where its process ran on this host, and
 * otherwise after a minute without a sign of life. No two machines' clocks are compared. The dead
 * driver's lock is renamed away, which only one of several newcomers can do.
 */
public final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);

  /** The name of the file in the folder. */
  static final String FILE = "lock.json";

  static final Duration BEAT = Duration.ofSeconds(5);
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Path file;
  private final Storage storage;
  private final ScheduledExecutorService pulse =
      Executors.newSingleThreadScheduledExecutor(RunLock::daemon);
  private LockHolder own;
  private String lost;
  private IOException missed;
  private boolean closed;

  private RunLock(Path file, Storage storage, LockHolder own) {
    this.file = file;
    this.storage = storage;
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
    Path file = new Path(root, FILE);
    RunLock lock = new RunLock(file, storage, own);
    try {
      boolean followed = false;
      do {
        while (!storage.createNew(file, lock.bytes())) {
          followed = true;
          Optional<LockHolder> holder = lock.holder();
          if (holder.isPresent()) {
            lock.awaitDeath(holder.get(), beat, patience);
            lock.remove(holder.get());
          }
        }
      } while (followed && lock.isAnothers(beat.dividedBy(5)));
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
          "cannot read " + file + ": " + Storage.reason(e) + ". Mend the storage, and resume.");
    }
    if (lost != null) {
      throw new RunFolderException(lost);
    }
  }

  /**
   * A beat that the storage fails is made up for by the next; {@link #check} tells of it. One that
   * waited while the folder was given free would claim it again.
   */
  private synchronized void beat() {
    if (closed) {
      return;
    }
    try {
      look();
      if (lost == null) {
        own = own.alive();
        storage.writeAtomically(file, bytes());
      }
    } catch (IOException e) {
      missed = e;
    }
  }

  /** Learns from the file whose the folder is. */
  private void look() throws IOException {
    Optional<LockHolder> holder = holder();
    if (holder.isEmpty()) {
      // Moved away by a newcomer, who is about to find that it belongs to a living driver.
      storage.createNew(file, bytes());
    } else if (lost == null && !holder.get().token().equals(own.token())) {
      lost =
          "the run folder was taken over from this driver, by "
              + name(holder.get())
              + ". This driver had shown no sign of life for a minute"
              + (missed == null ? "." : ": " + Storage.reason(missed));
      pulse.shutdown();
    }
  }

  private void awaitDeath(LockHolder holder, Duration beat, Duration patience) throws IOException {
    if (holder.onThisHost()) {
      if (holder.runs()) {
        throw inUse(holder);
      }
      return;
    }
    long end = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < end) {
      pause(beat);
      Optional<LockHolder> now = holder();
      if (now.isEmpty()) {
        return;
      } else if (!now.get().equals(holder)) {
        throw inUse(now.get());
      }
    }
  }

  /**
   * Of several newcomers one may have moved the lock of another away for a moment, in which a third
   * came: after a while only the last one is left. It may be the lock of one that has given up by
   * then, so whoever finds it waits for its holder's death too.
   */
  private boolean isAnothers(Duration settling) throws IOException {
    pause(settling);
    return holder().filter(holder -> !holder.token().equals(own.token())).isPresent();
  }

  private static void pause(Duration time) {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFolderException("interrupted while waiting for the run folder");
    }
  }

  private void remove(LockHolder dead) throws IOException {
    Path aside = new Path(file.getParent(), ".lock-of-the-dead-" + own.token());
    if (!storage.fileSystem(file).rename(file, aside)) {
      return;
    }
    LockHolder moved = holder(aside, storage).orElse(dead);
    if (!moved.token().equals(dead.token())) {
      storage.createNew(file, Json.line(moved).getBytes(StandardCharsets.UTF_8));
    }
    storage.fileSystem(file).delete(aside, false);
    if (!moved.token().equals(dead.token())) {
      throw inUse(moved);
    }
  }

  private RunFolderException inUse(LockHolder holder) {
    return new RunFolderException(
        file.getParent()
            + " is in use by "
            + name(holder)
            + ". Wait for it to end, stop it, or choose another run.dir.");
  }

  private static String name(LockHolder holder) {
    return "the driver with process number " + holder.process() + " on " + holder.host();
  }

  private Optional<LockHolder> holder() throws IOException {
    return holder(file, storage);
  }

  /** Who holds a folder, by its lock's file; nobody where there is none. */
  static Optional<LockHolder> holder(Path path, Storage storage) throws IOException {
    try (var in = storage.open(path)) {
      LockHolder holder =
          Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), LockHolder.class);
      return Optional.of(holder != null && holder.whole() ? holder : LockHolder.UNREADABLE);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.of(LockHolder.UNREADABLE);
    }
  }

  private byte[] bytes() {
    return Json.line(own).getBytes(StandardCharsets.UTF_8);
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
      if (lost == null && holder().filter(held -> held.token().equals(own.token())).isPresent()) {
        storage.fileSystem(file).delete(file, false);
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}. The next run takes it over.", file, Storage.reason(e));
    }
  }
}

package kindling.driver.run.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import kindling.data.Credentials;
import kindling.data.Storage;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.folder.RunLock;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The log of the driver while it is at work in a folder: what Kindling logs from DEBUG on, what
 * other libraries log from WARN on, what the console shows, and the stack trace of what ended the
 * work. Kept in memory and written whole to {@code run.log}, so that any Hadoop file system will
 * do: with each checkpoint and at the end. Of a long run it holds the newest {@value
 * #MOST_CHARACTERS} characters at most. Lives on the driver.
 *
 * <p>What is logged with another folder's {@link #FOLDER} is left out: several runs may be at work
 * in one driver.
 */
public final class RunLog implements AutoCloseable {
  /** The name of the file in the folder. */
  public static final String FILE = "run.log";

  /** Names the folder in a thread's logging context; Spark carries it to the tasks' threads. */
  public static final String FOLDER = "mdc.kindling.folder";

  static final int MOST_CHARACTERS = 8_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
  private static final List<RunLog> OPEN = new CopyOnWriteArrayList<>();

  private final Path root;
  private final Storage storage;
  private final RunLock lock;
  private final RecentText text = new RecentText(MOST_CHARACTERS / 2);
  private final String enclosing = MDC.get(FOLDER);

  private RunLog(Path root, Storage storage, RunLock lock) {
    this.root = root;
    this.storage = storage;
    this.lock = lock;
  }

  /**
   * Begins to log, behind what the folder's file holds already. Call it on the thread that works.
   *
   * @param lock this driver's, on the folder
   * @throws IOException where the file that is there cannot be read
   */
  public static RunLog open(Path root, Storage storage, RunLock lock) throws IOException {
    RunLog log = new RunLog(root, storage, lock);
    if (storage.exists(log.file())) {
      try (var in = storage.open(log.file())) {
        log.text.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    Log4j.route();
    OPEN.add(log);
    MDC.put(FOLDER, root.toString());
    LOG.info(
        "at work in {}: {}, Java {}, process {}",
        root,
        Provenance.build(),
        Runtime.version(),
        ProcessHandle.current().pid());
    return log;
  }

  /** The file of this log. */
  public Path file() {
    return new Path(root, FILE);
  }

  /** Takes a line from the logging backend. */
  static void add(String folder, String line) {
    String masked = Credentials.mask(line);
    for (RunLog log : OPEN) {
      if (folder == null || folder.equals(log.root.toString())) {
        log.text.add(masked);
      }
    }
  }

  /**
   * Writes the log that is open on a folder, if there is one. A log that cannot be written stops no
   * run.
   *
   * @throws RunFolderException where the folder is another driver's by now
   */
  public static void write(Path root) {
    OPEN.stream().filter(log -> log.root.equals(root)).forEach(RunLog::write);
  }

  private void write() {
    lock.check();
    try {
      storage.writeAtomically(file(), text.bytes());
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", file(), Storage.reason(e));
    }
  }

  /** What is done in the folder. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** Does it; what ends it is logged with its stack trace, and marked with the file's name. */
  public <T> T recording(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (Throwable failure) {
      // People at the terminal are told in a line; here is what that line leaves out.
      LoggerFactory.getLogger(LoggedConsole.LOGGER).error("ended without a result", failure);
      failure.addSuppressed(new Logged(file()));
      throw failure;
    }
  }

  /** The file in which a failure's stack trace stands, if it has been logged. */
  public static Optional<Path> holding(Throwable failure) {
    return Stream.of(failure.getSuppressed())
        .filter(Logged.class::isInstance)
        .map(logged -> ((Logged) logged).file)
        .findFirst();
  }

  /** Writes it for the last time; not into a folder that is another driver's by now. */
  @Override
  public void close() {
    try {
      write();
    } catch (RunFolderException e) {
      LOG.warn("the log is not written: {}", e.getMessage());
    } finally {
      OPEN.remove(this);
      if (enclosing == null) {
        MDC.remove(FOLDER);
      } else {
        MDC.put(FOLDER, enclosing);
      }
    }
  }

  /** Where a failure's stack trace stands; goes along with the failure. */
  private static final class Logged extends Throwable {
    private static final long serialVersionUID = 1L;

    private final transient Path file;

    private Logged(Path file) {
      super("this stack trace is also in " + file, null, false, false);
      this.file = file;
    }

    @Override
    public String toString() {
      return getMessage();
    }
  }
}

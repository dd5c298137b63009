package kindling.driver.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Interruption;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LineFile;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.folder.RunLock;
import kindling.driver.run.log.RunLog;
import org.apache.hadoop.fs.Path;

/**
 * A folder that this driver holds, of a run, a search or a study, whose settings it has been held
 * against. Files in it are whole or not there. Lives on the driver.
 *
 * @param kind of folder, for messages
 * @param lock this driver's, on the folder
 */
public record ClaimedFolder(String kind, Path root, RunLock lock, Storage storage)
    implements AutoCloseable {
  /** The file that a search's result is in; there once it is finished. */
  public static final String SEARCH_RESULT = "search.json";

  /** The file that a study's result is in; written anew as its runs end. */
  public static final String STUDY_RESULT = "study.json";

  /**
   * Claims the folder that the settings name, or a new one.
   *
   * @param resolved what a folder that holds something already is held against
   * @throws RunFolderException if another driver is at work in it, it holds what was begun with
   *     other settings, or it cannot be used
   */
  public static ClaimedFolder claim(
      String kind, Settings settings, ResolvedConfig resolved, StartMode mode, Storage storage) {
    Path root = RunDirectory.of(kind, settings, resolved, mode, storage);
    RunLock lock = RunLock.take(root, storage);
    ClaimedFolder claimed = new ClaimedFolder(kind, root, lock, storage);
    try {
      RunFolder.check(root, storage, resolved, mode);
      return claimed;
    } catch (IOException e) {
      lock.close();
      throw claimed.unusable(e);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** What is done in a folder. */
  @FunctionalInterface
  public interface Work<T> {
    T inFolder() throws IOException;
  }

  /**
   * Does something in the folder, of which {@code run.log} there tells. Where a signal ends it, the
   * console says how to go on.
   *
   * @throws RunFolderException where the storage fails
   */
  public <T> T use(Console console, Work<T> work) {
    try (RunLog log = RunLog.open(root, storage, lock)) {
      return log.recording(() -> whileHeld(work));
    } catch (IOException e) {
      throw unusable(e);
    } finally {
      if (Interruption.isUnderWay()) {
        console.remark("%s folder %s: go on with --resume --set run.dir=%s", kind, root, root);
      }
    }
  }

  /**
   * Says where the work is done and with which settings: at a terminal those that are not the
   * defaults, as config.conf has them all.
   */
  public void introduce(ResolvedConfig resolved, Console console) {
    console.remark("%s folder %s", kind, root);
    String settings = console.redraws() ? resolved.renderChosen() : resolved.render();
    if (!settings.isEmpty()) {
      console.remark("%s", settings.stripTrailing());
    }
    resolved.remarks().forEach(console::warn);
  }

  /** A driver that has lost its folder meets there what another does: that is told first. */
  private <T> T whileHeld(Work<T> work) throws IOException {
    try {
      return work.inFolder();
    } catch (IOException | RunFolderException e) {
      Optional<RunFolderException> loss = lock.loss();
      if (loss.isPresent()) {
        loss.get().addSuppressed(e);
        throw loss.get();
      }
      throw e;
    }
  }

  private RunFolderException unusable(IOException e) {
    return new RunFolderException(
        String.format(
            Locale.ROOT,
            "cannot use the %s folder %s: %s. Mend the storage, and go on with --resume.",
            kind,
            root,
            Storage.reason(e)));
  }

  /**
   * Writes a file, or replaces it.
   *
   * @throws RunFolderException where it cannot, or the folder is another driver's by now
   */
  public void write(String name, String text) {
    lock.check();
    try {
      storage.writeAtomically(new Path(root, name), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "cannot write %s: %s. What was written before is whole; mend the storage and go on with"
                  + " --resume.",
              new Path(root, name),
              Storage.reason(e)));
    }
  }

  /** A file's object, if it is there. */
  public <T> Optional<T> json(String name, Class<T> type) throws IOException {
    Optional<String> text = text(name);
    return text.isPresent() ? Optional.of(Json.read(text.get(), type)) : Optional.empty();
  }

  /** A file's objects, one a line; none if it is not there. */
  public <T> List<T> lines(String name, Class<T> type) throws IOException {
    List<T> objects = new ArrayList<>();
    for (String line : LineFile.read(new Path(root, name), storage)) {
      objects.add(Json.read(line, type));
    }
    return objects;
  }

  private Optional<String> text(String name) throws IOException {
    Path file = new Path(root, name);
    if (!storage.exists(file)) {
      return Optional.empty();
    }
    try (var in = storage.open(file)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Gives the folder free. */
  @Override
  public void close() {
    lock.close();
  }
}

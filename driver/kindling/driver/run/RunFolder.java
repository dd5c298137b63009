package kindling.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LineFile;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.folder.RunLock;
import kindling.driver.run.log.RunLog;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one run, on any Hadoop file system. Files are written aside and renamed, so that a
 * reader or a resumed run never meets half of one; or they grow by whole lines. Lives on the
 * driver.
 */
public final class RunFolder {
  /** A line an epoch; checkpoints go on from the lines before them. */
  static final String METRICS = "metrics.jsonl";

  private final Path root;
  private final RunLock lock;
  private final Storage storage;
  private final CheckpointFiles files;
  private final CheckpointStore checkpoints;

  /**
   * A folder ready for a run.
   *
   * @param lock this driver's, on the folder
   * @param files what a checkpoint consists of
   * @param retention which checkpoints stay
   */
  public RunFolder(
      Path root, RunLock lock, Storage storage, CheckpointFiles files, Retention retention) {
    this.root = root;
    this.lock = lock;
    this.storage = storage;
    this.files = files;
    this.checkpoints = new CheckpointStore(root, storage, files, retention);
  }

  public Path path() {
    return root;
  }

  /**
   * Refuses a folder that already holds a run, or, on resume, one whose run was told something
   * else.
   *
   * @throws RunFolderException saying which settings differ
   */
  public static void check(Path root, Storage storage, ResolvedConfig config, StartMode mode)
      throws IOException {
    Optional<ResolvedConfig> present = config(root, storage);
    if (present.isPresent() && mode == StartMode.NEW) {
      throw new RunFolderException(
          root
              + " already holds a run. Choose another run.dir, or go on with this one by --resume.");
    }
    if (present.isPresent()) {
      List<String> differences = config.differencesFrom(present.get());
      if (!differences.isEmpty()) {
        throw new RunFolderException(
            "the run in "
                + root
                + " was started with other settings, so resuming it would give other weights: "
                + String.join("; ", differences)
                + ". Use its settings, or another run.dir.");
      }
    }
  }

  /**
   * What the run in this folder reported, if it is finished.
   *
   * @throws RunFolderException if that is damaged
   */
  public static Optional<TrainResult> result(Path root, Storage storage) throws IOException {
    Path result = new Path(root, "result.json");
    if (!storage.exists(result)) {
      return Optional.empty();
    }
    try {
      String json = new String(bytes(storage, result), StandardCharsets.UTF_8);
      TrainResult found = Json.read(json, TrainResult.class);
      if (found != null && found.whole()) {
        return Optional.of(found);
      }
    } catch (JsonProcessingException e) {
      // Told below, as for one that lacks something.
    }
    throw damaged(result, "Remove it, and start again: the last checkpoint gives it anew.");
  }

  /**
   * The settings of the run in this folder, if it holds one.
   *
   * @throws RunFolderException if they are damaged
   */
  public static Optional<ResolvedConfig> config(Path root, Storage storage) throws IOException {
    Path config = new Path(root, "config.conf");
    if (!storage.exists(config)) {
      return Optional.empty();
    }
    try {
      ResolvedConfig found =
          ResolvedConfig.parse(new String(bytes(storage, config), StandardCharsets.UTF_8));
      found.render();
      return Optional.of(found);
    } catch (ConfigException e) {
      throw damaged(
          config, "Checkpoints hold it too, as training.config in provenance.json: put it back.");
    }
  }

  private static RunFolderException damaged(Path file, String advice) {
    return new RunFolderException(file + " is not what a run writes. " + advice);
  }

  /** Writes the settings that a later start is held against; what failed before is forgotten. */
  public void begin(ResolvedConfig config) throws IOException {
    storage.fileSystem(root).delete(new Path(root, RunFailure.FILE), false);
    storage.writeAtomically(
        new Path(root, "config.conf"), config.render().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The newest whole checkpoint; nothing where there is none at all. Torn or altered ones are
   * passed over, and named.
   *
   * @throws RunFolderException where there are some, and none can be gone on from
   */
  public Optional<Checkpoint> newest(Console console) throws IOException {
    return checkpoints.newest(console);
  }

  /** Writes a checkpoint, whose lines in metrics.jsonl are written, and removes the oldest ones. */
  public void write(Checkpoint checkpoint) {
    lock.check();
    try {
      checkpoints.write(checkpoint);
      RunLog.write(root);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /**
   * The checkpoint of a finished epoch.
   *
   * @throws RunFolderException where it is not whole
   */
  public Checkpoint of(int epoch) {
    return checkpoints.of(epoch);
  }

  /** Writes the final weights and the result, and returns the weights' SHA-256. */
  public String finish(Checkpoint last, String name) {
    lock.check();
    try {
      return files.writeWeights(last, new Path(root, name));
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes a file of text, or replaces it. */
  public void writeText(String name, String text) {
    write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a file, or replaces it. */
  public void write(String name, byte[] content) {
    lock.check();
    try {
      storage.writeAtomically(new Path(root, name), content);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** What a file of the folder holds; empty where there is none. */
  public String readText(String name) {
    Path file = new Path(root, name);
    try {
      return storage.exists(file) ? new String(bytes(storage, file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(Locale.ROOT, "cannot read %s: %s", file, Storage.reason(e)));
    }
  }

  /**
   * Opens a file of lines to write on.
   *
   * @param isKept asked for each line in turn until it says no; the rest is cut off
   */
  LineFile lines(String name, Predicate<String> isKept) {
    lock.check();
    try {
      return LineFile.open(new Path(root, name), storage, isKept);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes lines behind those of a file of this folder. */
  void append(LineFile file, String lines) {
    lock.check();
    try {
      file.append(lines);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private RunFolderException unwritable(IOException e) {
    return new RunFolderException(
        "cannot write to the run folder "
            + root
            + ": "
            + Storage.reason(e)
            + ". Checkpoints written before are whole; mend the storage and go on with --resume.");
  }

  private static byte[] bytes(Storage storage, Path path) throws IOException {
    try (var in = storage.open(path)) {
      return in.readAllBytes();
    }
  }
}

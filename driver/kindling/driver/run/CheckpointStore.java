package kindling.driver.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run folder, read and written. Lives on the driver. */
final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private final Path root;
  private final Storage storage;
  private final CheckpointFiles files;
  private final Retention retention;
  private final Map<String, Boolean> whole = new HashMap<>();

  CheckpointStore(Path root, Storage storage, CheckpointFiles files, Retention retention) {
    this.root = root;
    this.storage = storage;
    this.files = files;
    this.retention = retention;
  }

  /**
   * The newest whole checkpoint; nothing where there is none at all. Torn or altered ones are
   * passed over, and named.
   *
   * @throws RunFolderException where there are some, and none can be gone on from
   */
  Optional<Checkpoint> newest(Console console) throws IOException {
    List<String> passedOver = new ArrayList<>();
    for (Path path : Checkpoints.newestFirst(root, storage)) {
      try {
        Checkpoint found = files.read(path, metrics());
        whole.put(path.getName(), true);
        passedOver.forEach(reason -> console.warn("passed over the checkpoint " + reason));
        return Optional.of(found);
      } catch (CheckpointFiles.NotWhole e) {
        whole.put(path.getName(), false);
        passedOver.add(path + ": " + e.getMessage());
      }
    }
    Checkpoints.unknown(root, storage)
        .forEach(path -> passedOver.add(path + ": expected a name such as epoch-0001"));
    if (!passedOver.isEmpty()) {
      throw new RunFolderException(
          "none of the checkpoints in this run's folder can be gone on from:\n  "
              + String.join("\n  ", passedOver)
              + "\nNothing there is changed. Put them back as they were, or begin anew with another run.dir.");
    }
    return Optional.empty();
  }

  /** Writes a checkpoint and removes the oldest ones that can be read. */
  void write(Checkpoint checkpoint) throws IOException {
    Path target = new Path(root, "checkpoints/" + checkpoint.name());
    Path aside = new Path(root, "checkpoints/.writing-" + target.getName());
    FileSystem system = storage.fileSystem(root);
    system.delete(aside, true);
    files.write(checkpoint, aside);
    system.delete(target, true);
    if (!system.rename(aside, target)) {
      throw new IOException("cannot rename " + aside + " to " + target);
    }
    LOG.info("checkpoint {}", target);
    whole.put(target.getName(), true);
    for (Path old : retention.expired(wholeNewestFirst(), checkpoint.history())) {
      system.delete(old, true);
      LOG.debug("removed checkpoint {}", old);
    }
  }

  /** The checkpoints that can be read; each is looked into once. */
  private List<Path> wholeNewestFirst() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path path : Checkpoints.newestFirst(root, storage)) {
      if (!whole.containsKey(path.getName())) {
        whole.put(path.getName(), files.isWhole(path));
      }
      if (whole.get(path.getName())) {
        found.add(path);
      }
    }
    return found;
  }

  private Path epoch(int epoch) {
    return new Path(root, "checkpoints/" + Checkpoint.name(epoch));
  }

  /**
   * The checkpoint of a finished epoch.
   *
   * @throws RunFolderException where it is not whole
   */
  Checkpoint of(int epoch) {
    try {
      return files.read(epoch(epoch), metrics());
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "cannot read the best epoch's checkpoint %s: %s. End with the last epoch's weights:"
                  + " --resume --set run.final=last",
              epoch(epoch),
              Storage.reason(e)));
    }
  }

  private Path metrics() {
    return new Path(root, RunFolder.METRICS);
  }
}

package kindling.driver.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The folder of a prepared set: shards in {@code data}, {@code manifest.json} when all are whole,
 * and until then {@code .preparing} with what the set is made from and a summary of each shard.
 */
record PreparedFolder(Path root, Storage storage) {
  static final String DATA = "data";
  private static final String UNFINISHED = ".writing";

  Path manifest() {
    return new Path(root, "manifest.json");
  }

  private Path preparing() {
    return new Path(root, ".preparing");
  }

  private Path recipe() {
    return new Path(preparing(), "recipe.json");
  }

  private Path shard(String name) {
    return new Path(new Path(root, DATA), name);
  }

  private Path summary(String name) {
    return new Path(preparing(), name + ".json");
  }

  /** Where an attempt writes a shard, hidden from readers. */
  Path unfinished(String name, long attempt) {
    return new Path(new Path(root, DATA), "." + name + "." + attempt + UNFINISHED);
  }

  /** Gives a shard that is written its name, behind its summary. */
  void publish(String name, Path written, WrittenShard shard) throws IOException {
    storage.writeAtomically(summary(name), Json.line(shard).getBytes(StandardCharsets.UTF_8));
    storage.publish(written, shard(name));
  }

  /**
   * Claims the folder for a set, or finds that it was claimed for it.
   *
   * @return whether the set is finished
   * @throws RunFolderException where the folder holds another set, or something else
   */
  boolean begin(Recipe recipe) throws IOException {
    if (storage.exists(manifest())) {
      recipe.checkSame(read(manifest(), Manifest.class).recipe(), root);
      storage.fileSystem(root).delete(preparing(), true);
      return true;
    }
    if (storage.exists(recipe())) {
      recipe.checkSame(read(recipe(), Recipe.class), root);
    } else {
      checkEmpty();
      storage.writeAtomically(recipe(), Json.pretty(recipe).getBytes(StandardCharsets.UTF_8));
    }
    storage.fileSystem(root).mkdirs(new Path(root, DATA));
    removeUnfinished();
    return false;
  }

  /** A preparation that was killed before anything else leaves its folder without a recipe. */
  private void checkEmpty() throws IOException {
    if (!storage.exists(root)) {
      return;
    }
    for (FileStatus found : storage.fileSystem(root).listStatus(root)) {
      if (!found.getPath().getName().equals(preparing().getName())) {
        throw new RunFolderException(
            root
                + ": expected an empty folder, or one of a set that is being prepared; found other"
                + " files. Name another folder");
      }
    }
  }

  private void removeUnfinished() throws IOException {
    for (FileStatus file : storage.fileSystem(root).listStatus(new Path(root, DATA))) {
      if (file.getPath().getName().endsWith(UNFINISHED)) {
        storage.fileSystem(root).delete(file.getPath(), false);
      }
    }
  }

  /** A shard that is whole; empty where it is still to be written. */
  Optional<WrittenShard> written(String name) throws IOException {
    if (!storage.exists(shard(name)) || !storage.exists(summary(name))) {
      return Optional.empty();
    }
    WrittenShard shard = read(summary(name), WrittenShard.class);
    long length = storage.fileSystem(root).getFileStatus(shard(name)).getLen();
    return length == shard.fileBytes() ? Optional.of(shard) : Optional.empty();
  }

  /** Has a shard written again at the next start. */
  void remove(WrittenShard shard) throws IOException {
    storage.fileSystem(root).delete(new Path(root, shard.file()), false);
  }

  /** Puts the manifest in, and takes away what a later start would have gone on with. */
  void finish(Manifest manifest) throws IOException {
    storage.writeAtomically(manifest(), Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
    storage.fileSystem(root).delete(preparing(), true);
  }

  private <T> T read(Path file, Class<T> type) throws IOException {
    try (var in = storage.open(file)) {
      return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8), type);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          file
              + ": expected what prepare writes, found something else ("
              + e.getOriginalMessage()
              + "). Name another folder, or remove this one");
    }
  }
}

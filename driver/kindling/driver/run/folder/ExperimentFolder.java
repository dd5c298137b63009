package kindling.driver.run.folder;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.Storage;
import org.apache.hadoop.fs.Path;

/**
 * The folder of several runs that belong together, each in a folder of its own within. Files are
 * whole or not there. Lives on the driver.
 *
 * @param lock this driver's, on the folder
 */
public record ExperimentFolder(Path root, RunLock lock, Storage storage) {
  /** The file that a search's result is in; there once it is finished. */
  public static final String SEARCH_RESULT = "search.json";

  /** The file that a study's result is in; written anew as its runs end. */
  public static final String STUDY_RESULT = "study.json";

  /**
   * Writes a file, or replaces it.
   *
   * @throws RunFolderException where it cannot, or the folder is another driver's by now
   */
  public void write(String name, String text) {
    lock.check();
    try {
      storage.writeAside(new Path(root, name), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot write %s: %s. What was written before is whole; mend the storage and go on with"
                  .formatted(new Path(root, name), Storage.reason(e))
              + " --resume.");
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
}

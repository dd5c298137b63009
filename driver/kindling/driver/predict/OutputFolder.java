package kindling.driver.predict;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import kindling.data.SourceReadException;
import kindling.data.Storage;
import kindling.driver.cluster.TaskFailure;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** The folder that predictions are written to, which nothing else lies in. Lives on the driver. */
record OutputFolder(Path path, Storage storage) {
  private static final String UNFINISHED = "_temporary";

  /**
   * Makes the folder.
   *
   * @throws RunFolderException where there is something, or it cannot be made
   */
  void create() {
    try {
      if (storage.exists(path)) {
        checkEmpty();
      } else if (!storage.fileSystem(path).mkdirs(path)) {
        throw new IOException("it cannot be made");
      }
    } catch (IOException e) {
      throw unwritable(Storage.reason(e));
    }
  }

  private void checkEmpty() throws IOException {
    FileStatus[] found = storage.fileSystem(path).listStatus(path);
    if (found.length == 0 && storage.fileSystem(path).getFileStatus(path).isDirectory()) {
      return;
    }
    boolean unfinished =
        found.length > 0
            && Arrays.stream(found).allMatch(file -> file.getPath().getName().equals(UNFINISHED));
    throw new RunFolderException(
        path
            + ": expected no folder, or an empty one, for the predictions; found "
            + (unfinished
                ? "what a command left that was killed. Remove it and start again"
                : "something there. Name another --out, or remove it"));
  }

  private RunFolderException unwritable(String reason) {
    return new RunFolderException(
        String.format(
            Locale.ROOT,
            "--out: expected a folder that can be written at %s, found: %s. Nothing is left there;"
                + " mend the storage or name another",
            path,
            reason));
  }

  /** Takes away what was written, and says what is behind the failure. */
  RuntimeException failed(Exception failure) {
    try {
      storage.fileSystem(path).delete(path, true);
    } catch (IOException | FSError e) {
      failure.addSuppressed(e);
    }
    Optional<String> writing = writing(failure);
    if (writing.isPresent()) {
      return unwritable(writing.get());
    }
    Throwable cause = TaskFailure.cause(failure);
    return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
  }

  /** Why a file system refused; empty where that is not what failed, or it was the images'. */
  private static Optional<String> writing(Throwable failure) {
    Optional<String> found = Optional.empty();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SourceReadException || each instanceof ConfigurationException) {
        return Optional.empty();
      }
      if (each instanceof IOException e) {
        found = Optional.of(Storage.reason(e));
      } else if (each instanceof FSError e) {
        found = Optional.of(e.getCause().getMessage());
      }
    }
    return found;
  }
}

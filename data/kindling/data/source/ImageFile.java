package kindling.data.source;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** The bytes of an image that is a file of its own; read on executors. */
final class ImageFile {
  private ImageFile() {}

  /**
   * Reads a file.
   *
   * @throws IOException where the storage failed
   * @throws BadImageException where it is too large, a link to nothing, or closed to this user
   * @throws kindling.data.DataException where this process cannot hold the name
   */
  static byte[] read(Storage storage, Path path, DataLimits limits)
      throws IOException, BadImageException {
    try (FSDataInputStream in = storage.open(path)) {
      byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE, limits.imageBytes() + 1L));
      limits.checkBytes(bytes.length);
      return bytes;
    } catch (FileNotFoundException e) {
      if (storage.fileSystem(path) instanceof LocalFileSystem) {
        checkWhy(java.nio.file.Path.of(path.toUri().getPath()));
      }
      throw e;
    }
  }

  private static void checkWhy(java.nio.file.Path file) throws IOException, BadImageException {
    if (Files.isSymbolicLink(file) && !Files.exists(file)) {
      throw new BadImageException(
          "a link to " + Files.readSymbolicLink(file) + ", where there is nothing");
    }
    if (Files.exists(file) && !Files.isReadable(file)) {
      throw new BadImageException("closed to the user that reads it");
    }
  }
}

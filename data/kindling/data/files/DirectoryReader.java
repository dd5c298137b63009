package kindling.data.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import kindling.data.Encodings;
import kindling.data.Storage;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Lists one directory; on the driver or an executor.
 *
 * @param root the directory whose tree is listed, a qualified Hadoop path
 */
public record DirectoryReader(Storage storage, String root) implements Serializable {
  /** What the names of images end with, for people. */
  public static final String IMAGE_ENDINGS = NameKind.endings();

  /** What a directory, a qualified Hadoop path below the root or at a link's end, holds. */
  public Directory read(String path) throws IOException {
    Path folder = new Path(path);
    FileSystem files = storage.fileSystem(folder);
    if (files instanceof LocalFileSystem local) {
      String problem = Encodings.problem(path);
      if (!problem.isEmpty()) {
        Directory.Builder closed = new Directory.Builder();
        closed.problem(problem);
        return closed.build();
      }
      return LocalDirectory.read(
          local.pathToFile(folder).toPath(), local.pathToFile(new Path(root)).toPath());
    }
    Directory.Builder found = new Directory.Builder();
    for (FileStatus status : files.listStatus(folder)) {
      add(files, status, found);
    }
    return found.build();
  }

  private static void add(FileSystem files, FileStatus status, Directory.Builder into)
      throws IOException {
    String name = status.getPath().getName();
    NameKind kind = NameKind.of(name);
    if (kind == NameKind.HIDDEN) {
      into.hidden(name, count(files, status));
    } else if (status.isDirectory()) {
      into.folders.add(name);
    } else if (kind == NameKind.IMAGE
        || kind == NameKind.UNKNOWN && isImage(files, status.getPath())) {
      into.images.add(name);
    } else {
      into.others.add(name);
    }
  }

  private static boolean isImage(FileSystem files, Path path) throws IOException {
    try (InputStream in = files.open(path)) {
      return Signature.isImage(in);
    }
  }

  private static int count(FileSystem files, FileStatus status) throws IOException {
    if (!status.isDirectory()) {
      return 1;
    }
    int count = 0;
    for (FileStatus inside : files.listStatus(status.getPath())) {
      count += count(files, inside);
    }
    return count;
  }
}

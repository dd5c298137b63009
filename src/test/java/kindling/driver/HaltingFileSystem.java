package kindling.driver;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local file system, in which the process dies at one point of its writing, as by {@code kill
 * -9}: {@code fs.file.impl}, with {@code kindling.halt.at} (an {@link At}) and {@code
 * kindling.halt.path} (a regular expression that the path must contain).
 */
public final class HaltingFileSystem extends LocalFileSystem {
  /** What {@code kill -9} leaves. */
  static final int EXIT_CODE = 137;

  /** The point at which it dies. */
  enum At {
    /** Nothing of the file is there yet. */
    CREATE,
    /** Half of what is written at once is on the disk. */
    WRITE,
    /** The file is whole under the name aside. */
    RENAME,
    /** It has its name. */
    RENAMED
  }

  /** Called by Hadoop. */
  public HaltingFileSystem() {
    super(new Halting());
  }

  private static final class Halting extends RawLocalFileSystem {
    private void pass(At at, Path path) {
      if (at.name().equals(getConf().get("kindling.halt.at"))
          && Pattern.compile(getConf().get("kindling.halt.path")).matcher(path.toString()).find()) {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      pass(At.CREATE, path);
      return halting(
          path, super.create(path, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
        Path path,
        FsPermission permission,
        boolean overwrite,
        int bufferSize,
        short replication,
        long blockSize,
        Progressable progress)
        throws IOException {
      pass(At.CREATE, path);
      return halting(
          path,
          super.create(path, permission, overwrite, bufferSize, replication, blockSize, progress));
    }

    private FSDataOutputStream halting(Path path, FSDataOutputStream whole) throws IOException {
      OutputStream half =
          new FilterOutputStream(whole) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
              out.write(bytes, offset, length / 2);
              whole.hsync();
              pass(At.WRITE, path);
              out.write(bytes, offset + length / 2, length - length / 2);
            }
          };
      return new FSDataOutputStream(half, null);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      pass(At.RENAME, to);
      boolean renamed = super.rename(from, to);
      pass(At.RENAMED, to);
      return renamed;
    }
  }
}

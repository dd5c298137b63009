package kindling.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonPathCapabilities;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/**
 * The Hadoop file systems that a run reads and writes, as the driver's configuration names them;
 * serializable, so that executors see the same ones.
 */
public final class Storage implements Serializable {
  private static final long serialVersionUID = 1;

  private transient Configuration configuration;

  public Storage(Configuration configuration) {
    this.configuration = new Configuration(configuration);
  }

  /**
   * Why a file system refuses, in one line: HDFS sends its server's stack trace behind it, and
   * Java's own exceptions say why in their name alone.
   */
  public static String reason(IOException e) {
    boolean named = e.getMessage() == null || e instanceof java.nio.file.FileSystemException;
    String text = named ? e.getClass().getSimpleName() + ": " + e.getMessage() : e.getMessage();
    return text.lines().findFirst().orElse("");
  }

  public FileSystem fileSystem(Path path) throws IOException {
    return path.getFileSystem(configuration);
  }

  /**
   * Opens a file.
   *
   * @throws DataException where this process cannot hold the name of a local file
   */
  public FSDataInputStream open(Path path) throws IOException {
    if (fileSystem(path) instanceof LocalFileSystem local) {
      return openLocal(local, path);
    }
    return fileSystem(path).open(path);
  }

  private static FSDataInputStream openLocal(LocalFileSystem local, Path path) throws IOException {
    String problem = Encodings.problem(path.toUri().getPath());
    if (!problem.isEmpty()) {
      throw new DataException(problem);
    }
    // Hadoop takes what stands before the colon in the name of a checksum file for a scheme.
    return path.getName().indexOf(':') < 0 ? local.open(path) : local.getRaw().open(path);
  }

  public boolean exists(Path path) throws IOException {
    return fileSystem(path).exists(path);
  }

  /**
   * Makes a location absolute, with its scheme; call it on the driver, whose working directory and
   * default file system the user means.
   *
   * @throws DataException where the text is no path, carries a password, or its file system cannot
   *     be reached
   */
  public Path qualify(String location) {
    if (Credentials.presentIn(location)) {
      throw new DataException(
          "expected a location without a password, found '"
              + Credentials.mask(location)
              + "'; "
              + Credentials.ADVICE);
    }
    try {
      Path path = new Path(location);
      return fileSystem(path).makeQualified(path);
    } catch (IllegalArgumentException | IOException e) {
      throw new DataException(
          "expected a path or a Hadoop URI, found '" + location + "': " + e.getMessage(), e);
    }
  }

  /**
   * Writes a file whole or not at all: to a hidden sibling first, which then replaces the file.
   *
   * <p>Local files go past Hadoop's checksum layer, because it would keep the checksums in a second
   * file that cannot be replaced in the same instant.
   */
  public void writeAtomically(Path path, byte[] content) throws IOException {
    replaceAfter(path, 0, content);
  }

  /**
   * Removes what a {@link #writeAtomically} that failed has left, as far as the storage lets it.
   */
  public void discard(Path path) {
    try {
      FileSystem files = fileSystem(path);
      FileSystem own = files instanceof LocalFileSystem local ? local.getRaw() : files;
      own.delete(aside(path), false);
    } catch (IOException e) {
      // It is hidden, and the failure that is told of is the one before.
      return;
    }
  }

  private static Path aside(Path path) {
    return new Path(path.getParent(), "." + path.getName() + ".writing");
  }

  /**
   * Replaces what follows the first bytes of a file, as {@link #writeAtomically} does: whole or not
   * at all.
   *
   * @param kept bytes that stay; none of a file that is not there
   */
  public void replaceAfter(Path path, long kept, byte[] content) throws IOException {
    Path aside = aside(path);
    Filling filling =
        out -> {
          copy(path, kept, out);
          out.write(content);
        };
    fill(create(aside), filling);
    publish(aside, path);
  }

  /** Begins a file, without a second one of checksums. */
  public FSDataOutputStream create(Path path) throws IOException {
    FileSystem files = fileSystem(path);
    return files instanceof LocalFileSystem local
        ? local.getRaw().create(path, true)
        : files.create(path, true);
  }

  /** Gives a whole file another name in its folder, in the place of the file that had it. */
  public void publish(Path from, Path to) throws IOException {
    if (fileSystem(to) instanceof LocalFileSystem local) {
      local.getRaw().delete(local.getChecksumFile(to), false);
      if (!local.getRaw().rename(from, to)) {
        throw new IOException("cannot rename " + from + " to " + to);
      }
    } else {
      FileContext.getFileContext(to.toUri(), configuration)
          .rename(from, to, Options.Rename.OVERWRITE);
    }
  }

  /** Whether files in this place can be appended to; object stores write them whole alone. */
  public boolean appends(Path path) throws IOException {
    return fileSystem(path) instanceof LocalFileSystem
        || fileSystem(path).hasPathCapability(path, CommonPathCapabilities.FS_APPEND);
  }

  /** Appends to a file that is there; where it fails, a part of the content may be there too. */
  public void append(Path path, byte[] content) throws IOException {
    FileSystem files = fileSystem(path);
    FileSystem appending = files instanceof LocalFileSystem local ? local.getRaw() : files;
    fill(appending.append(path), out -> out.write(content));
  }

  /**
   * Writes a file that does not exist yet, and the folders above it.
   *
   * @return whether it did not exist; of several writers at once, one alone has its way
   */
  public boolean createNew(Path path, byte[] content) throws IOException {
    createFolder(path.getParent());
    try {
      if (fileSystem(path) instanceof LocalFileSystem local) {
        // Hadoop's own looks for the file first, and then creates it whatever was found.
        Files.write(local.pathToFile(path).toPath(), content, StandardOpenOption.CREATE_NEW);
      } else {
        fill(fileSystem(path).create(path, false), out -> out.write(content));
      }
      return true;
    } catch (java.nio.file.FileAlreadyExistsException
        | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
  }

  /** With the folders above it; a file in its place is no folder. */
  private void createFolder(Path folder) throws IOException {
    try {
      if (fileSystem(folder) instanceof LocalFileSystem local) {
        // Hadoop's own does not say why it made none. A link to a folder is one.
        java.nio.file.Path place = local.pathToFile(folder).toPath();
        if (!Files.isDirectory(place)) {
          Files.createDirectories(place);
        }
      } else {
        fileSystem(folder).mkdirs(folder);
      }
    } catch (java.nio.file.FileAlreadyExistsException
        | org.apache.hadoop.fs.FileAlreadyExistsException e) {
      throw new IOException(folder + " cannot be a folder: a file is in its place", e);
    }
  }

  /** Whether {@link #createNew} is sure of one alone: object stores look first, and then write. */
  public boolean createsExclusively(Path path) throws IOException {
    return appends(path);
  }

  /**
   * Moves the time of a file that is there on. Nothing is written, so that it succeeds on a full
   * disk, but in stores that keep no such time.
   *
   * @param content of the file, for those stores
   */
  public void touch(Path path, byte[] content) throws IOException {
    FileSystem files = fileSystem(path);
    long before = files.getFileStatus(path).getModificationTime();
    files.setTimes(path, Math.max(before + 1, System.currentTimeMillis()), -1);
    if (files.getFileStatus(path).getModificationTime() == before) {
      // Not renamed to: object stores remove the file before, and replace it at once by this.
      fill(files.create(path, true), out -> out.write(content));
    }
  }

  private void copy(Path path, long bytes, OutputStream out) throws IOException {
    if (bytes == 0) {
      return;
    }
    byte[] buffer = new byte[1 << 16];
    try (var in = open(path)) {
      for (long left = bytes; left > 0; ) {
        int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (read < 0) {
          throw new EOFException(
              String.format(
                  Locale.ROOT, "expected %d bytes of %s, found %d", bytes, path, bytes - left));
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  private interface Filling {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Not with try-with-resources: HDFS throws one exception twice, and suppresses none by itself.
   */
  private static void fill(FSDataOutputStream out, Filling filling) throws IOException {
    try {
      filling.write(out);
      out.hsync();
    } catch (IOException e) {
      IOUtils.closeStream(out);
      throw e;
    } catch (FSError e) {
      // Hadoop's local file system throws this for a full disk.
      IOUtils.closeStream(out);
      throw new IOException(e.getCause().getMessage(), e);
    }
    out.close();
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    configuration.write(out);
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    configuration = new Configuration(false);
    configuration.readFields(in);
  }
}

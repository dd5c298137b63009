package kindling.driver.run.folder;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import kindling.data.Storage;
import org.apache.hadoop.fs.Path;

/**
 * A file of lines that grows at its end, at a cost that does not grow with it: by appending, or,
 * where the file system does not append, in parts ({@code rounds.jsonl}, {@code rounds-0001.jsonl},
 * …) of which the last is written anew. Lives on the driver, one writer at a time.
 */
public final class LineFile {
  /** What is written anew for a line, at most. */
  private static final int PART_BYTES = 1 << 18;

  private final Path path;
  private final Storage storage;
  private final boolean appends;
  private int part;
  private long length;

  private LineFile(Path path, Storage storage) throws IOException {
    this.path = path;
    this.storage = storage;
    this.appends = storage.appends(path);
  }

  /**
   * Opens a file to write on, after its first lines; those from the first refused one on are cut
   * off, and what a killed driver left of a line.
   *
   * @param isKept asked for each line in turn, until it says no
   */
  public static LineFile open(Path path, Storage storage, Predicate<String> isKept)
      throws IOException {
    LineFile file = new LineFile(path, storage);
    boolean whole = true;
    for (int part = 0; whole && storage.exists(part(path, part)); part++) {
      Lines lines = Lines.read(part(path, part), storage, isKept);
      file.part = part;
      file.length = lines.bytes;
      whole = lines.all;
    }
    file.cut();
    return file;
  }

  /**
   * Reads all whole lines; none where there is no file. The last one of a file that is written on
   * may be half there, and is no line yet.
   */
  public static List<String> read(Path path, Storage storage) throws IOException {
    List<String> lines = new ArrayList<>();
    read(path, storage, lines::add);
    return lines;
  }

  /**
   * Reads whole lines in turn.
   *
   * @param next takes a line and says whether another is wanted
   */
  public static void read(Path path, Storage storage, Predicate<String> next) throws IOException {
    boolean more = true;
    for (int part = 0; more && storage.exists(part(path, part)); part++) {
      more = Lines.read(part(path, part), storage, next).all;
    }
  }

  /**
   * Writes lines behind those that are there.
   *
   * @param lines each with its line end
   */
  public void append(String lines) throws IOException {
    byte[] content = lines.getBytes(StandardCharsets.UTF_8);
    if (appends && length > 0) {
      try {
        storage.append(path, content);
      } catch (IOException e) {
        // HDFS may have lost the nodes that hold the file's last block. A file written anew needs
        // none of them, and holds no half of a line.
        storage.replaceAfter(path, length, content);
      }
    } else {
      if (!appends && length > 0 && length + content.length > PART_BYTES) {
        part++;
        length = 0;
      }
      storage.replaceAfter(part(path, part), length, content);
    }
    length += content.length;
  }

  /**
   * Written anew even where nothing is cut off: HDFS lets nobody append to a file that a dead
   * writer has open.
   */
  private void cut() throws IOException {
    for (int later = part + 1; storage.exists(part(path, later)); later++) {
      storage.fileSystem(path).delete(part(path, later), false);
    }
    if (length > 0) {
      storage.replaceAfter(part(path, part), length, new byte[0]);
    } else {
      storage.fileSystem(path).delete(part(path, part), false);
    }
  }

  private static Path part(Path path, int part) {
    return part == 0
        ? path
        : new Path(
            path.getParent(),
            path.getName().replace(".", String.format(Locale.ROOT, "-%04d.", part)));
  }

  /**
   * What was read of a file.
   *
   * @param bytes of the lines that were accepted
   * @param all whether they are all that the file holds
   */
  private record Lines(long bytes, boolean all) {
    static Lines read(Path file, Storage storage, Predicate<String> next) throws IOException {
      long accepted = 0;
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      try (InputStream in = new BufferedInputStream(storage.open(file), 1 << 16)) {
        for (int one = in.read(); one >= 0; one = in.read()) {
          line.write(one);
          if (one == '\n') {
            String text = line.toString(StandardCharsets.UTF_8);
            if (!next.test(text.substring(0, text.length() - 1))) {
              return new Lines(accepted, false);
            }
            accepted += line.size();
            line.reset();
          }
        }
      }
      return new Lines(accepted, line.size() == 0);
    }
  }
}

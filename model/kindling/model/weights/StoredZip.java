package kindling.model.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * A zip file in memory whose entries lie there uncompressed, as PyTorch and Keras write them:
 * nothing grows when it is read.
 */
public final class StoredZip implements AutoCloseable {
  private final String what;
  private final byte[] file;
  private final ZipFile zip;

  private StoredZip(String what, byte[] file, ZipFile zip) {
    this.what = what;
    this.file = file;
    this.zip = zip;
  }

  /** Whether a file begins as zip files do. */
  public static boolean isZip(byte[] file) {
    return file.length > 3 && file[0] == 'P' && file[1] == 'K';
  }

  /**
   * Reads the list of entries.
   *
   * @param what the file is, for messages
   * @throws WeightsException if it is damaged
   */
  public static StoredZip open(String what, byte[] file) {
    try {
      return new StoredZip(what, file, new ZipFile(new SeekableInMemoryByteChannel(file)));
    } catch (IOException | IllegalArgumentException e) {
      throw new WeightsException(
          String.format(
              Locale.ROOT, "%s: the zip file is damaged (%s); copy it again", what, e.getMessage()),
          e);
    }
  }

  /** The names of the entries. */
  public List<String> names() {
    return Collections.list(zip.getEntries()).stream().map(ZipArchiveEntry::getName).toList();
  }

  /**
   * An entry as it lies in the file.
   *
   * @throws WeightsException if there is none, or it is compressed, or lies outside of the file
   */
  public ByteBuffer entry(String name) {
    ZipArchiveEntry entry = zip.getEntry(name);
    check(entry != null, "the zip file has no entry " + name);
    check(entry.getMethod() == ZipArchiveEntry.STORED, name + " is compressed");
    long begin = entry.getDataOffset();
    check(
        begin >= 0 && entry.getSize() >= 0 && entry.getSize() <= file.length - begin,
        name + " lies outside of the file");
    return ByteBuffer.wrap(file, (int) begin, (int) entry.getSize()).slice();
  }

  private void check(boolean holds, String message) {
    if (!holds) {
      throw new WeightsException(what + ": " + message);
    }
  }

  @Override
  public void close() {
    try {
      zip.close();
    } catch (IOException e) {
      throw new IllegalStateException("a zip file in memory cannot be closed", e);
    }
  }
}

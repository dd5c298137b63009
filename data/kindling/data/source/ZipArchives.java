package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.hadoop.fs.Path;

/** The zip files that one task reads entries from, each opened once. */
final class ZipArchives implements Closeable {
  private final Storage storage;
  private final DataLimits limits;
  private final Map<String, ZipFile> open = new HashMap<>();

  ZipArchives(Storage storage, DataLimits limits) {
    this.storage = storage;
    this.limits = limits;
  }

  /**
   * Reads the central directory of a zip file; the entries' own headers are read with them.
   *
   * @throws DataException if it is no zip file, or a damaged one
   */
  static ZipFile open(Storage storage, Path path) throws IOException {
    long size = storage.fileSystem(path).getFileStatus(path).getLen();
    SeekableInput channel = new SeekableInput(storage.open(path), size);
    try {
      return new ZipFile(channel, path.toString(), "UTF-8", true, true);
    } catch (UncheckedIOException e) {
      channel.close();
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw new DataException(
          path
              + ": expected a zip file, found one that is empty, cut off or something else ("
              + e.getMessage()
              + "); copy it again",
          e);
    }
  }

  /** An entry's content; bad where it is larger than the limits allow, or than it declares. */
  byte[] read(String file, String name) throws IOException, BadImageException {
    ZipFile zip = open.get(file);
    if (zip == null) {
      zip = open(storage, new Path(file));
      open.put(file, zip);
    }
    ZipArchiveEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new IOException(
          file + ": the entry " + name + " was there when training started and is gone");
    }
    if (!zip.canReadEntryData(entry)) {
      throw new BadImageException("is encrypted or compressed by an unknown method");
    }
    limits.checkBytes(entry.getSize());
    byte[] content = decompressed(zip, entry);
    if (content.length > entry.getSize()) {
      throw new BadImageException(
          String.format(
              "expected %,d bytes, as the archive declares, found more", entry.getSize()));
    }
    return content;
  }

  /** At most one byte more than the entry declares, whatever is in it. */
  private static byte[] decompressed(ZipFile zip, ZipArchiveEntry entry)
      throws IOException, BadImageException {
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readNBytes((int) Math.min(Integer.MAX_VALUE, entry.getSize() + 1));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      // The library meets damaged entries with many exceptions; the storage's own is another one.
      throw new BadImageException("cannot be decompressed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    for (ZipFile zip : open.values()) {
      zip.close();
    }
  }
}

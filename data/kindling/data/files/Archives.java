package kindling.data.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.fs.Path;

/** The archives that one task reads entries from, each opened once. */
public final class Archives implements Closeable {
  /** An archive, and where its entries are by the names that its tree has. */
  private record Open(Archive archive, Map<String, Integer> positions) {}

  private final Storage storage;
  private final DataLimits limits;
  private final Map<String, Open> open = new HashMap<>();

  public Archives(Storage storage, DataLimits limits) {
    this.storage = storage;
    this.limits = limits;
  }

  /**
   * An entry's content.
   *
   * @param file the archive's Hadoop path
   * @param name of the entry, as its tree has it
   * @throws BadImageException where it is damaged, larger than the limits allow, or larger than it
   *     declares
   */
  public byte[] read(String file, String name) throws IOException, BadImageException {
    Open from = open.get(file);
    if (from == null) {
      Archive archive = ArchiveFormat.of(storage, new Path(file), limits);
      from = new Open(archive, ArchiveTree.positions(archive.entries()));
      open.put(file, from);
    }
    Integer position = from.positions.get(name);
    if (position == null) {
      throw new IOException("the archive has no such entry");
    }
    long size = from.archive.entries().get(position).size();
    limits.checkBytes(size);
    byte[] content = content(from.archive, position, size);
    if (content.length != size) {
      throw new BadImageException(
          String.format(
              Locale.ROOT,
              "expected %,d bytes, as the archive declares, found %s",
              size,
              content.length > size ? "more" : "fewer"));
    }
    return content;
  }

  /** At most one byte more than the entry declares, whatever is in it. */
  private static byte[] content(Archive archive, int position, long size)
      throws IOException, BadImageException {
    try (InputStream in = archive.open(position)) {
      return in.readNBytes((int) Math.min(Integer.MAX_VALUE, size + 1));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (IOException | RuntimeException e) {
      // The library meets damaged entries with many exceptions; the storage's own is another one.
      throw new BadImageException("cannot be decompressed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    for (Open each : open.values()) {
      each.archive.close();
    }
  }
}

package kindling.data.source;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import kindling.data.DataLimits;
import kindling.data.Storage;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * The files of fixed-size records that one task reads from, each opened once: a plain file by
 * seeks, a gzipped one decompressed once and kept for the task, as far as the limits allow.
 */
final class RecordFiles implements Closeable {
  private static final int GZIP_MAGIC = 0x1F8B;

  private final Storage storage;
  private final DataLimits limits;
  private final Map<String, FSDataInputStream> plain = new HashMap<>();
  private final Map<String, byte[]> decompressed = new HashMap<>();

  RecordFiles(Storage storage, DataLimits limits) {
    this.storage = storage;
    this.limits = limits;
  }

  /** A file's content from its start, decompressed where its first two bytes are those of gzip. */
  static InputStream open(Storage storage, Path path) throws IOException {
    InputStream in = new BufferedInputStream(storage.open(path), 1 << 16);
    try {
      in.mark(2);
      int magic = in.read() << 8 | in.read();
      in.reset();
      return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  byte[] read(String file, long offset, int length) throws IOException {
    if (!plain.containsKey(file) && !decompressed.containsKey(file)) {
      prepare(file);
    }
    FSDataInputStream in = plain.get(file);
    if (in != null) {
      byte[] bytes = new byte[length];
      in.seek(offset);
      in.readFully(bytes);
      return bytes;
    }
    byte[] all = decompressed.get(file);
    if (offset + length > all.length) {
      throw new EOFException(
          file + ": expected " + (offset + length) + " bytes or more, found " + all.length);
    }
    return Arrays.copyOfRange(all, (int) offset, (int) offset + length);
  }

  private void prepare(String file) throws IOException {
    Path path = new Path(file);
    try (InputStream in = open(storage, path)) {
      if (in instanceof GZIPInputStream) {
        byte[] content = in.readNBytes((int) Math.min(Integer.MAX_VALUE, limits.gzipBytes() + 1L));
        limits.checkGzip(file, content.length);
        decompressed.put(file, content);
        return;
      }
    }
    plain.put(file, storage.open(path));
  }

  @Override
  public void close() throws IOException {
    for (FSDataInputStream in : plain.values()) {
      in.close();
    }
  }
}

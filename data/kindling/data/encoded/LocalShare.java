package kindling.data.encoded;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share's encoded images on this executor's disk, as many of them as there is room for; the
 * operating system's page cache is the memory that they are read from. One thread writes, then many
 * read at once.
 */
public final class LocalShare {
  private static final Logger LOG = LoggerFactory.getLogger(LocalShare.class);

  private final ShareFile file;
  private final long[] begins;
  private final int[] lengths;
  private long stored;
  private boolean full;

  /** None yet of so many. */
  LocalShare(LocalDisk disk, int rows) throws IOException {
    file = ShareFile.create(disk);
    begins = new long[rows];
    lengths = new int[rows];
    Arrays.fill(begins, -1);
  }

  private LocalShare(LocalShare all, int[] rows) {
    file = all.file;
    begins = Arrays.stream(rows).mapToLong(row -> all.begins[row]).toArray();
    lengths = Arrays.stream(rows).map(row -> all.lengths[row]).toArray();
    stored = all.stored;
    full = all.full;
  }

  /** The same without the rows that are not among these. */
  LocalShare select(int[] rows) {
    return new LocalShare(this, rows);
  }

  void put(int row, byte[] encoded) {
    if (full) {
      return;
    }
    try {
      begins[row] = file.append(encoded);
      lengths[row] = encoded.length;
      full = begins[row] < 0;
    } catch (IOException e) {
      LOG.warn("the local disk takes no more encoded images: {}", e.toString());
      begins[row] = -1;
      full = true;
    }
    stored += full ? 0 : encoded.length;
  }

  /** Bytes of images that are here. */
  public long stored() {
    return stored;
  }

  /** A row's encoded image, if it is here. */
  Optional<byte[]> get(int row) throws IOException {
    return begins[row] < 0 ? Optional.empty() : Optional.of(file.read(begins[row], lengths[row]));
  }

  /** Frees the disk; nothing is read afterwards. */
  public void close() {
    file.close();
  }
}

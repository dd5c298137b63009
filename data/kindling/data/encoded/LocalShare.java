package kindling.data.encoded;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A share's encoded images on this executor's disk, as many of them as there is room for; the
 * operating system's page cache is the memory that they are read from. Used by several threads.
 */
public final class LocalShare {
  private static final Logger LOG = LoggerFactory.getLogger(LocalShare.class);

  private final ShareFile file;

  /** Where images begin, and negative where they are not: set when all else of them is. */
  private final AtomicLongArray begins;

  private final int[] lengths;
  private volatile long stored;
  private volatile boolean full;

  /** None yet of so many. */
  LocalShare(LocalDisk disk, int rows) throws IOException {
    file = ShareFile.create(disk);
    begins = new AtomicLongArray(rows);
    lengths = new int[rows];
    for (int row = 0; row < rows; row++) {
      begins.set(row, -1);
    }
  }

  private LocalShare(LocalShare all, int[] rows) {
    file = all.file;
    begins = new AtomicLongArray(Arrays.stream(rows).mapToLong(all.begins::get).toArray());
    lengths = Arrays.stream(rows).map(row -> all.lengths[row]).toArray();
    stored = all.stored;
    full = all.full;
  }

  /** The same without the rows that are not among these. */
  LocalShare select(int[] rows) {
    return new LocalShare(this, rows);
  }

  /** Keeps a row's image, unless it is here already or there is no room. */
  synchronized void put(int row, byte[] encoded) {
    if (full || has(row)) {
      return;
    }
    try {
      long begin = file.append(encoded);
      lengths[row] = encoded.length;
      begins.set(row, begin);
      full = begin < 0;
    } catch (IOException e) {
      LOG.warn("the local disk takes no more encoded images: {}", e.toString());
      full = true;
    }
    stored += full ? 0 : encoded.length;
  }

  /** Whether a row's image is here. */
  boolean has(int row) {
    return begins.get(row) >= 0;
  }

  /** Whether it takes no more images. */
  boolean isFull() {
    return full;
  }

  /** Bytes of images that are here. */
  public long stored() {
    return stored;
  }

  /** A row's encoded image, if it is here. */
  Optional<byte[]> get(int row) throws IOException {
    long begin = begins.get(row);
    return begin < 0 ? Optional.empty() : Optional.of(file.read(begin, lengths[row]));
  }

  /** Frees the disk; nothing is read afterwards. */
  public void close() {
    file.close();
  }
}

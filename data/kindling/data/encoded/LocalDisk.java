package kindling.data.encoded;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The room that an executor gives to encoded images.
 *
 * @param folder of a local disk
 * @param limit bytes of all shares of this process together
 * @param protection of what is written
 */
public record LocalDisk(Path folder, long limit, Protection protection) {
  /** What the disk keeps for Spark's own files. */
  private static final long RESERVE = 1L << 30;

  private static final AtomicLong TAKEN = new AtomicLong();

  /** Whether the disk's other readers can make anything of what is written. */
  public enum Protection implements Serializable {
    PLAIN,
    /** Under a key that never leaves the process. */
    ENCRYPTED
  }

  /** Takes room for so many bytes; false where there is none. */
  boolean take(long bytes) throws IOException {
    if (TAKEN.addAndGet(bytes) <= limit
        && Files.getFileStore(folder).getUsableSpace() - bytes >= RESERVE) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  static void giveBack(long bytes) {
    TAKEN.addAndGet(-bytes);
  }

  /** Bytes that all shares of this process take at present. */
  public static long taken() {
    return TAKEN.get();
  }
}

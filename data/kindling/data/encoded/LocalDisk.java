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
 * @param limit bytes of all shares together
 * @param protection of what is written
 * @param taken bytes that all shares take at present: one count for a process
 */
public record LocalDisk(Path folder, long limit, Protection protection, AtomicLong taken) {
  /** What the disk keeps for Spark's own files. */
  private static final long RESERVE = 1L << 30;

  /** Whether the disk's other readers can make anything of what is written. */
  public enum Protection implements Serializable {
    PLAIN,
    /** Under a key that never leaves the process. */
    ENCRYPTED
  }

  /** Takes room for so many bytes; false where there is none. */
  boolean take(long bytes) throws IOException {
    if (taken.addAndGet(bytes) <= limit
        && Files.getFileStore(folder).getUsableSpace() - bytes >= RESERVE) {
      return true;
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}

package kindling.data.shard;

import java.io.Serializable;
import kindling.data.Pixels;

/**
 * The pictures of a shard's examples by their row. Lives on executors; used by several threads at
 * once.
 */
public interface Pictures extends Serializable {
  /** How many there are. */
  int size();

  /**
   * A picture brought to the shard's shape: channels × height × width unsigned bytes, not to be
   * changed.
   */
  byte[] fitted(int row);

  /** A picture at the size at which it was found, in the shard's channels. */
  Pixels found(int row);

  /** Among how many threads it is worth to divide the pictures of a batch. */
  default int threads() {
    return 1;
  }
}

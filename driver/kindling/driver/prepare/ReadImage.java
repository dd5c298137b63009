package kindling.driver.prepare;

import java.io.Serializable;
import kindling.data.shard.ChannelSums;

/**
 * An image on its way to its shard; crosses the wire.
 *
 * @param place where it was found, below the source
 * @param bytes as it is encoded; null where it cannot be read
 * @param problem why not; null where it can
 */
record ReadImage(
    String place, int label, byte[] bytes, int height, int width, ChannelSums sums, String problem)
    implements Serializable {

  static ReadImage bad(String place, int label, String problem) {
    return new ReadImage(place, label, null, 0, 0, null, problem);
  }
}

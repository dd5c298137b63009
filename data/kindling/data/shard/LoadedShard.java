package kindling.data.shard;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A shard as it was read on an executor, with what the driver wants to know of it.
 *
 * @param badCount the number of images that were left out
 * @param bad "location: reason" of the first {@value #NAMED_BAD_IMAGES} of them at most, in the
 *     order of the examples asked for
 * @param turned the number of images that were turned upright
 * @param sums of the images that were read
 * @param digest of the examples that were read
 */
public record LoadedShard(
    Shard shard, int badCount, List<String> bad, int turned, ChannelSums sums, DatasetDigest digest)
    implements Serializable {
  /** How many bad images a shard names. */
  public static final int NAMED_BAD_IMAGES = 20;

  public LoadedShard {
    bad = List.copyOf(bad);
  }

  /**
   * The first of the reasons that there are.
   *
   * @param reasons null where an image was read
   */
  public static List<String> named(String[] reasons) {
    return Arrays.stream(reasons).filter(Objects::nonNull).limit(NAMED_BAD_IMAGES).toList();
  }
}

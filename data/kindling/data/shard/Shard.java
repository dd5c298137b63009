package kindling.data.shard;

import kindling.data.ImageShape;

/**
 * One worker's examples in memory: per example its id, its label, and channels × height × width
 * unsigned bytes. Lives on executors, on the heap, where Spark can account for it.
 */
public record Shard(ImageShape shape, int[] ids, int[] labels, byte[][] pixels)
    implements CachedShard {
  public Shard {
    if (ids.length != labels.length || ids.length != pixels.length) {
      throw new IllegalArgumentException(
          "expected as many labels and images as ids, found "
              + ids.length
              + " ids, "
              + labels.length
              + " labels, "
              + pixels.length
              + " images");
    }
  }

  @Override
  public DatasetDigest digest() {
    return DatasetDigest.of(this);
  }
}

package kindling.data.shard;

import java.io.Serializable;
import kindling.data.ImageShape;

/**
 * One worker's examples in memory, as images or as what a frozen backbone makes of them. Lives on
 * executors, on the heap, where Spark can account for it.
 */
public sealed interface CachedShard extends Serializable permits Shard, FeatureShard {
  /** The shape of an example as the network that trains on it takes it. */
  ImageShape shape();

  /** The examples' ids, in order. */
  int[] ids();

  /** The examples' labels, in order. */
  int[] labels();

  /** The number of examples. */
  default int size() {
    return ids().length;
  }

  /** A fingerprint of ids, labels and values. */
  DatasetDigest digest();
}

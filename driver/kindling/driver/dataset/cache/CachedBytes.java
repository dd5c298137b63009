package kindling.driver.dataset.cache;

import java.io.Serializable;

/**
 * How much of a shard an executor keeps.
 *
 * @param encoded bytes of the images as they are encoded; 0 where they are kept as pixels
 * @param local of these on the executor's disk
 * @param later of these that are copied there while training begins; the rest is read from the
 *     source again
 */
public record CachedBytes(long encoded, long local, long later) implements Serializable {
  /** Pixels in memory. */
  public static final CachedBytes DECODED = new CachedBytes(0, 0, 0);

  /** Encoded images of which nothing is copied yet. */
  public static CachedBytes copiedLater(long encoded) {
    return new CachedBytes(encoded, 0, encoded);
  }

  /** Of two shards together. */
  public CachedBytes plus(CachedBytes other) {
    return new CachedBytes(encoded + other.encoded, local + other.local, later + other.later);
  }
}

package kindling.driver.dataset.cache;

import java.io.Serializable;

/**
 * How much of a shard an executor keeps.
 *
 * @param encoded bytes of the images as they are encoded; 0 where they are kept as pixels
 * @param local of these on the executor's disk; the rest is read from the source again
 */
public record CachedBytes(long encoded, long local) implements Serializable {
  /** Pixels in memory. */
  public static final CachedBytes DECODED = new CachedBytes(0, 0);

  /** Of two shards together. */
  public CachedBytes plus(CachedBytes other) {
    return new CachedBytes(encoded + other.encoded, local + other.local);
  }
}

package kindling.driver.scaling.model;

import kindling.driver.config.settings.CacheSettings;

/**
 * The training images.
 *
 * @param images how many
 * @param encodedBytes of an image's file in the mean; 0 where images are no files
 * @param decodedBytes of an image's pixels in the mean, as they would be kept in memory
 * @param cache that is asked for
 */
public record ImageSet(
    long images, double encodedBytes, double decodedBytes, CacheSettings.Kind cache) {
  /** What Spark sets aside of a heap before it shares it out. */
  private static final long RESERVED_BYTES = 300L << 20;

  /** Spark's spark.memory.fraction, times the share of it up to which images are kept decoded. */
  private static final double SHARE_OF_HEAP = 0.6 * 0.5;

  /** Whether executors keep them encoded, with a heap of so many bytes each. */
  public boolean encoded(int executors, long heapBytes) {
    if (encodedBytes == 0 || cache == CacheSettings.Kind.DECODED) {
      return false;
    }
    double room = SHARE_OF_HEAP * Math.max(0, heapBytes - RESERVED_BYTES) * executors;
    return cache == CacheSettings.Kind.ENCODED || images * decodedBytes > room;
  }
}

package kindling.data.shard;

import java.io.Serializable;
import java.math.BigInteger;
import kindling.data.DataException;
import kindling.data.Normalization;
import kindling.data.Pixels;

/**
 * The exact sums behind a {@link Normalization}: pixels per channel, and per channel the sum and
 * the sum of squares of their unsigned bytes. Merging is exact, so the order of shards does not
 * matter.
 */
public record ChannelSums(long count, long[] sum, long[] sumOfSquares) implements Serializable {
  public ChannelSums {
    if (count < 0 || sum.length == 0 || sum.length != sumOfSquares.length) {
      throw new IllegalArgumentException(
          "expected a count of at least 0 and two sums for every channel, found "
              + count
              + ", "
              + sum.length
              + " and "
              + sumOfSquares.length);
    }
  }

  /** Of no image. */
  public static ChannelSums none(int channels) {
    return new ChannelSums(0, new long[channels], new long[channels]);
  }

  /** Of a shard's images. */
  public static ChannelSums of(Shard shard) {
    int channels = shard.shape().channels();
    long[] sum = new long[channels];
    long[] sumOfSquares = new long[channels];
    for (int i = 0; i < shard.size(); i++) {
      add(shard.pixels(i), sum, sumOfSquares);
    }
    long plane = (long) shard.shape().height() * shard.shape().width();
    return new ChannelSums(shard.size() * plane, sum, sumOfSquares);
  }

  /** Of one image. */
  public static ChannelSums of(Pixels image) {
    return none(image.shape().channels()).plus(image.planes());
  }

  /** The sums with one image more: channels × height × width unsigned bytes. */
  public ChannelSums plus(byte[] image) {
    long[] more = sum.clone();
    long[] moreOfSquares = sumOfSquares.clone();
    add(image, more, moreOfSquares);
    return new ChannelSums(count + image.length / sum.length, more, moreOfSquares);
  }

  private static void add(byte[] image, long[] sum, long[] sumOfSquares) {
    int plane = image.length / sum.length;
    for (int c = 0; c < sum.length; c++) {
      long s = 0;
      long q = 0;
      for (int i = c * plane; i < (c + 1) * plane; i++) {
        int x = image[i] & 0xFF;
        s += x;
        q += x * x;
      }
      sum[c] += s;
      sumOfSquares[c] += q;
    }
  }

  /** The sums over both; their numbers of channels must agree. */
  public ChannelSums merge(ChannelSums other) {
    if (sum.length != other.sum.length) {
      throw new IllegalArgumentException(
          "expected sums of " + sum.length + " channels, found " + other.sum.length);
    }
    return new ChannelSums(
        count + other.count, plus(sum, other.sum), plus(sumOfSquares, other.sumOfSquares));
  }

  /**
   * The mean and the (population) deviation; the deviation of a channel that never varies is taken
   * as 1, so that the channel becomes 0 everywhere.
   *
   * @throws DataException where there is not one pixel
   */
  public Normalization normalization() {
    if (count == 0) {
      throw new DataException(
          "expected at least one readable training image to normalise by, found none; see the"
              + " reasons that were given for the images left out");
    }
    float[] mean = new float[sum.length];
    float[] std = new float[sum.length];
    BigInteger n = BigInteger.valueOf(count);
    for (int c = 0; c < sum.length; c++) {
      BigInteger s = BigInteger.valueOf(sum[c]);
      BigInteger spread = n.multiply(BigInteger.valueOf(sumOfSquares[c])).subtract(s.multiply(s));
      mean[c] = (float) (sum[c] / (255.0 * count));
      std[c] = spread.signum() == 0 ? 1 : (float) (Math.sqrt(spread.doubleValue()) / count / 255);
    }
    return new Normalization(mean, std);
  }

  private static long[] plus(long[] a, long[] b) {
    long[] total = a.clone();
    for (int c = 0; c < total.length; c++) {
      total[c] += b[c];
    }
    return total;
  }
}

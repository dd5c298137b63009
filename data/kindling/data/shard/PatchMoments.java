package kindling.data.shard;

import java.io.Serializable;
import java.util.Locale;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Normalization;

/**
 * The exact sums behind the second moments of image patches: how many patches, and of each two of
 * their values the sum of products, of unsigned bytes. Computed on executors; merging is exact, so
 * the order of shards does not matter.
 *
 * <p>A patch is channels × side × side values in that order, as a convolution's weights are.
 *
 * @param sum of each of a patch's values
 * @param products of two values, [values × values] in row-major order
 */
public record PatchMoments(long count, long[] sum, long[] products) implements Serializable {
  public PatchMoments {
    if (count < 0 || products.length != sum.length * sum.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected %d products of %d values, found %d",
              sum.length * sum.length,
              sum.length,
              products.length));
    }
  }

  /**
   * The moments of all patches of some of a shard's images.
   *
   * @param side of a patch in pixels, at most the images'
   * @param every only images whose id is a multiple of it count: the same ones however they are
   *     dealt
   */
  public static PatchMoments of(Shard shard, int side, int every) {
    ImageShape shape = shard.shape();
    int size = shape.channels() * side * side;
    long[] sum = new long[size];
    long[] products = new long[size * size];
    int[] patch = new int[size];
    long count = 0;
    for (int i = 0; i < shard.size(); i++) {
      if (shard.ids()[i] % every != 0) {
        continue;
      }
      byte[] image = shard.pixels(i);
      for (int y = 0; y + side <= shape.height(); y++) {
        for (int x = 0; x + side <= shape.width(); x++) {
          cut(image, shape, side, y, x, patch);
          add(patch, sum, products);
          count++;
        }
      }
    }
    return new PatchMoments(count, sum, products);
  }

  private static void cut(
      byte[] image, ImageShape shape, int side, int top, int left, int[] patch) {
    int value = 0;
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = top; y < top + side; y++) {
        int row = (c * shape.height() + y) * shape.width();
        for (int x = left; x < left + side; x++) {
          patch[value++] = image[row + x] & 0xFF;
        }
      }
    }
  }

  private static void add(int[] patch, long[] sum, long[] products) {
    for (int a = 0; a < patch.length; a++) {
      sum[a] += patch[a];
      for (int b = 0; b < patch.length; b++) {
        products[a * patch.length + b] += (long) patch[a] * patch[b];
      }
    }
  }

  /** The moments over both; patches must have as many values. */
  public PatchMoments merge(PatchMoments other) {
    if (sum.length != other.sum.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected patches of %d values, found %d",
              sum.length,
              other.sum.length));
    }
    return new PatchMoments(
        count + other.count, plus(sum, other.sum), plus(products, other.products));
  }

  /**
   * The mean product of each two values of a normalised patch.
   *
   * @throws DataException where there is not one patch
   */
  public double[][] normalised(Normalization normalization) {
    if (count == 0) {
      throw new DataException(
          "expected at least one patch to whiten by, found none: the convolution is larger than the"
              + " images");
    }
    int size = sum.length;
    int plane = size / normalization.mean().length;
    double[][] moments = new double[size][size];
    for (int a = 0; a < size; a++) {
      double meanA = normalization.mean()[a / plane];
      double stdA = normalization.std()[a / plane];
      for (int b = 0; b < size; b++) {
        double meanB = normalization.mean()[b / plane];
        double stdB = normalization.std()[b / plane];
        double product = products[a * size + b] / (255.0 * 255.0 * count);
        double first = sum[a] / (255.0 * count);
        double second = sum[b] / (255.0 * count);
        moments[a][b] = (product - meanB * first - meanA * second + meanA * meanB) / (stdA * stdB);
      }
    }
    return moments;
  }

  private static long[] plus(long[] a, long[] b) {
    long[] total = a.clone();
    for (int i = 0; i < total.length; i++) {
      total[i] += b[i];
    }
    return total;
  }
}

package kindling.data.batch;

import java.io.Serializable;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Targets;
import kindling.data.augment.PaddingMode;

/**
 * The examples of one step: normalised images, one after the other, each channels × height × width
 * (NCHW), with their ids and what they are to be taken for in the same order.
 */
public record Batch(ImageShape shape, int[] ids, Targets targets, float[] images)
    implements Serializable {
  public Batch {
    if (ids.length != targets.size() || images.length != (long) ids.length * shape.size()) {
      throw new IllegalArgumentException(
          "expected as many labels and images of "
              + shape
              + " values as ids, found "
              + ids.length
              + " ids, "
              + targets.size()
              + " labels, "
              + images.length
              + " values");
    }
  }

  /** Examples of one label each. */
  public Batch(ImageShape shape, int[] ids, int[] labels, float[] images) {
    this(shape, ids, Targets.of(labels), images);
  }

  /** The number of examples. */
  public int size() {
    return ids.length;
  }

  /** The label of each example, the heavier one where it has two. */
  public int[] labels() {
    return targets.labels();
  }

  /** The same examples as something else sees them. */
  public Batch withImages(ImageShape seen, float[] values) {
    return new Batch(seen, ids, targets, values);
  }

  /** The same with each image mirrored from left to right. */
  public Batch flipped() {
    return remapped(y -> y, x -> shape.width() - 1 - x);
  }

  /**
   * The same with each image seen from so many pixels further down and right (up and left where
   * negative); beyond its edge it is reflected.
   */
  public Batch shifted(int down, int right) {
    return remapped(
        y -> PaddingMode.REFLECT.source(y + down, shape.height()),
        x -> PaddingMode.REFLECT.source(x + right, shape.width()));
  }

  /** Each image with other rows and columns of it in the places of its own. */
  private Batch remapped(IntUnaryOperator rows, IntUnaryOperator columns) {
    float[] seen = new float[images.length];
    int height = shape.height();
    int width = shape.width();
    int[] from = IntStream.range(0, width).map(columns).toArray();
    for (int row = 0; row < images.length / width; row++) {
      int y = row % height;
      int source = (row - y + rows.applyAsInt(y)) * width;
      for (int x = 0; x < width; x++) {
        seen[row * width + x] = images[source + from[x]];
      }
    }
    return withImages(shape, seen);
  }

  /** The same with classes of so much weight in the loss; none: all alike. */
  public Batch weighted(float[] classWeights) {
    return new Batch(shape, ids, targets.weighted(classWeights), images);
  }

  /** The same with smoothed labels. */
  public Batch smoothed(double by) {
    return new Batch(shape, ids, targets.smoothed(by), images);
  }
}

package kindling.data.batch;

import java.io.Serializable;
import kindling.data.ImageShape;
import kindling.data.Targets;

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
  public Batch as(ImageShape seen, float[] values) {
    return new Batch(seen, ids, targets, values);
  }

  /** The same with each image mirrored from left to right. */
  public Batch mirrored() {
    float[] mirrored = new float[images.length];
    int width = shape.width();
    for (int row = 0; row < images.length; row += width) {
      for (int x = 0; x < width; x++) {
        mirrored[row + x] = images[row + width - 1 - x];
      }
    }
    return new Batch(shape, ids, targets, mirrored);
  }

  /** The same with smoothed labels. */
  public Batch smoothed(double by) {
    return new Batch(shape, ids, targets.smoothed(by), images);
  }
}

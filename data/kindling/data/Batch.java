package kindling.data;

import java.io.Serializable;

/**
 * The examples of one step: normalised images, one after the other, each channels × height × width
 * (NCHW), with their ids and labels in the same order.
 */
public record Batch(ImageShape shape, int[] ids, int[] labels, float[] images)
    implements Serializable {
  public Batch {
    if (ids.length != labels.length || images.length != (long) ids.length * shape.size()) {
      throw new IllegalArgumentException(
          "expected as many labels and images of "
              + shape
              + " values as ids, found "
              + ids.length
              + " ids, "
              + labels.length
              + " labels, "
              + images.length
              + " values");
    }
  }

  /** The number of examples. */
  public int size() {
    return ids.length;
  }
}

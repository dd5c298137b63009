package kindling.data;

import java.io.Serializable;

/**
 * A mini-batch of normalized images, [batch × channels × height × width], with the examples'
 * identifiers and labels.
 *
 * @throws IllegalArgumentException if the three arrays do not hold the same number of examples
 */
public record Batch(ImageShape shape, int[] ids, int[] labels, float[] images)
    implements Serializable {
  public Batch {
    if (ids.length != labels.length || images.length != (long) labels.length * shape.size()) {
      throw new IllegalArgumentException(
          "%d ids, %d labels and %d values for images of %s"
              .formatted(ids.length, labels.length, images.length, shape));
    }
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }
}

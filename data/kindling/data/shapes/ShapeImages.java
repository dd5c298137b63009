package kindling.data.shapes;

import java.util.List;
import kindling.data.SplitMix64;

/**
 * Generated 3×32×32 images of ten shapes in ten classes. An image is a pure function of its split
 * and index, the same bytes on every machine.
 */
public final class ShapeImages {
  public static final int CHANNELS = 3;

  /** Height and width in pixels. */
  public static final int SIDE = 32;

  /** The names of the classes, by label. */
  public static final List<String> CLASSES =
      List.of(
          "circle",
          "ring",
          "square",
          "frame",
          "triangle",
          "star",
          "cross",
          "heart",
          "crescent",
          "arrow");

  private static final long DATASET_SEED = 0x5368_6170_6573_2031L;

  private ShapeImages() {}

  /** The class of the image at an index of any split. */
  public static int label(int index) {
    return index % CLASSES.size();
  }

  /** Draws one image: 3×32×32 unsigned bytes. */
  public static byte[] draw(int split, int index) {
    long place = ((long) split << 32) | index;
    long seed = new SplitMix64(DATASET_SEED ^ place).nextLong() + place;
    return Scene.draw(label(index), new SplitMix64(seed));
  }
}

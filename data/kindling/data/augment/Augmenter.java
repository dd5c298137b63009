package kindling.data.augment;

import java.util.List;
import kindling.data.ImageShape;
import kindling.data.Normalization;

/**
 * Writes augmented and normalised images; used by one thread on an executor. A crop and flip that
 * come last of the changes of bytes go straight from the image to its normalised values.
 */
public final class Augmenter {
  private final ImageShape shape;
  private final float[][] table;
  private final List<PixelTransform> before;
  private final CropFlip last;
  private final List<ValueTransform> after;
  private final SamplingGrid whole;
  private final byte[][] spare;

  public Augmenter(ImageShape shape, Normalization normalization, Augmentation augmentation) {
    this.shape = shape;
    this.table = normalization.table();
    List<PixelTransform> changes = augmentation.pixelTransforms();
    int count = changes.size();
    boolean fused = count > 0 && changes.get(count - 1) instanceof CropFlip;
    this.last = fused ? (CropFlip) changes.get(count - 1) : null;
    this.before = fused ? changes.subList(0, count - 1) : changes;
    this.after = augmentation.valueTransforms();
    this.whole = SamplingGrid.whole(shape);
    this.spare = new byte[Math.min(2, before.size())][shape.size()];
  }

  /** Writes the image, without augmentation, from {@code offset} on. */
  public void normalize(byte[] image, float[] target, int offset) {
    whole.write(image, shape, table, target, offset);
  }

  /** Writes the image as the draw augments it. */
  public void augment(byte[] image, AugmentationSeed seed, float[] target, int offset) {
    byte[] seen = image;
    for (int i = 0; i < before.size(); i++) {
      before.get(i).apply(seen, spare[i % 2], shape, seed);
      seen = spare[i % 2];
    }
    SamplingGrid grid = last == null ? whole : last.grid(shape, seed);
    grid.write(seen, shape, table, target, offset);
    for (ValueTransform transform : after) {
      transform.apply(target, offset, shape, table, seed);
    }
  }
}

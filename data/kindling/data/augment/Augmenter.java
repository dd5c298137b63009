package kindling.data.augment;

import java.util.List;
import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Pixels;

/**
 * Writes augmented and normalised images out of pictures as they were found; used by one thread on
 * an executor. A crop and flip that come last of the changes of bytes go straight from the image to
 * its normalised values.
 */
public final class Augmenter {
  private final ImageResizer resizer;
  private final ImageShape shape;
  private final float[][] table;
  private final List<PictureTransform> first;
  private final List<PixelTransform> before;
  private final CropFlip last;
  private final List<ValueTransform> after;
  private final SamplingGrid whole;
  private final byte[][] spare;

  /**
   * Brings pictures to the shape of the resizer.
   *
   * @param normalization of as many channels
   */
  public Augmenter(ImageResizer resizer, Normalization normalization, Augmentation augmentation) {
    this.resizer = resizer;
    this.shape = resizer.shape();
    this.table = normalization.table();
    this.first = augmentation.transforms(PictureTransform.class);
    List<PixelTransform> changes = augmentation.transforms(PixelTransform.class);
    int count = changes.size();
    boolean fused = count > 0 && changes.get(count - 1) instanceof CropFlip;
    this.last = fused ? (CropFlip) changes.get(count - 1) : null;
    this.before = fused ? changes.subList(0, count - 1) : changes;
    this.after = augmentation.transforms(ValueTransform.class);
    this.whole = SamplingGrid.whole(shape);
    this.spare = new byte[Math.min(2, before.size())][shape.size()];
  }

  /**
   * Writes the picture as it is scored, without augmentation, from {@code offset} on.
   *
   * @throws BadImageException where it has another size than the resizer takes
   */
  public void normalize(Pixels picture, float[] target, int offset) throws BadImageException {
    whole.write(resizer.forScoring(picture).planes(), shape, table, target, offset);
  }

  /**
   * Writes the picture as the draw augments it, from {@code offset} on.
   *
   * @throws BadImageException where it has another size than the resizer takes, and no change draws
   *     from pictures of any size
   */
  public void augment(Pixels picture, AugmentationSeed seed, float[] target, int offset)
      throws BadImageException {
    byte[] seen = framed(picture, seed).planes();
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

  private Pixels framed(Pixels picture, AugmentationSeed seed) throws BadImageException {
    if (first.isEmpty()) {
      return resizer.forTraining(picture);
    }
    Pixels seen = picture;
    for (PictureTransform transform : first) {
      seen = transform.apply(seen, shape, seed);
    }
    return seen;
  }
}

package kindling.data.augment;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.data.SplitMix64;

/** Images of a batch that are mixed with the next one in turn, from the first to the last. */
final class PairMixer {
  private final ImageShape shape;
  private final float[] images;
  private final float[] first;

  PairMixer(ImageShape shape, float[] images) {
    this.shape = shape;
    this.images = images;
    this.first = Arrays.copyOf(images, shape.size());
  }

  /** Adds the next image with this share; returns the share. */
  float blend(int own, float share) {
    int at = own * shape.size();
    float[] next = next(at);
    int from = from(at);
    for (int i = 0; i < shape.size(); i++) {
      images[at + i] = (1 - share) * images[at + i] + share * next[from + i];
    }
    return share;
  }

  /** Pastes a rectangle of about this share from the next image; returns its share. */
  float paste(int own, double share, SplitMix64 random) {
    int height = (int) (shape.height() * Math.sqrt(share));
    int width = (int) (shape.width() * Math.sqrt(share));
    int row = random.scaledInt(shape.height());
    int column = random.scaledInt(shape.width());
    Box box = Box.around(row, column, height, width, shape);
    int at = own * shape.size();
    float[] next = next(at);
    int from = from(at);
    for (int c = 0; c < shape.channels(); c++) {
      for (int y = box.top(); y < box.top() + box.height(); y++) {
        int start = (c * shape.height() + y) * shape.width() + box.left();
        System.arraycopy(next, from + start, images, at + start, box.width());
      }
    }
    return (float) box.height() * box.width() / (shape.height() * shape.width());
  }

  private float[] next(int at) {
    return last(at) ? first : images;
  }

  private int from(int at) {
    return last(at) ? 0 : at + shape.size();
  }

  private boolean last(int at) {
    return at + shape.size() == images.length;
  }
}

package kindling.data.shard;

import kindling.data.ImageShape;
import kindling.data.Pixels;

/**
 * Pictures in memory that were brought to one shape when they were read; how large they were is
 * forgotten.
 */
public record FittedPictures(ImageShape shape, byte[][] pixels) implements Pictures {
  @Override
  public int size() {
    return pixels.length;
  }

  @Override
  public byte[] fitted(int row) {
    return pixels[row];
  }

  @Override
  public Pixels found(int row) {
    return new Pixels(shape, pixels[row]);
  }
}

package kindling.data.shard;

import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;

/** Pictures in memory at the sizes at which they were found, each of which can be fitted. */
public record FoundPictures(ImageResizer resizer, Pixels[] pictures) implements Pictures {
  @Override
  public int size() {
    return pictures.length;
  }

  @Override
  public byte[] fitted(int row) {
    try {
      return resizer.forTraining(pictures[row]).planes();
    } catch (BadImageException e) {
      throw new IllegalStateException("a picture that fitted when it was read", e);
    }
  }

  @Override
  public Pixels found(int row) {
    return pictures[row];
  }
}

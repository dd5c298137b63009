package kindling.data.shard;

import java.util.stream.IntStream;
import kindling.data.ImageShape;

/**
 * One worker's examples: per example its id, its label, and a picture. Lives on executors; what it
 * holds in memory is on the heap, where Spark can account for it.
 *
 * @param shape that pictures are brought to
 */
public record Shard(ImageShape shape, int[] ids, int[] labels, Pictures pictures)
    implements CachedShard {
  public Shard {
    if (ids.length != labels.length || ids.length != pictures.size()) {
      throw new IllegalArgumentException(
          "expected as many labels and images as ids, found "
              + ids.length
              + " ids, "
              + labels.length
              + " labels, "
              + pictures.size()
              + " images");
    }
  }

  /** Images of channels × height × width unsigned bytes each. */
  public Shard(ImageShape shape, int[] ids, int[] labels, byte[][] pixels) {
    this(shape, ids, labels, new FittedPictures(shape, pixels));
  }

  /** The examples of some of the rows, in their order. */
  public Shard select(int... rows) {
    return new Shard(
        shape,
        IntStream.of(rows).map(row -> ids[row]).toArray(),
        IntStream.of(rows).map(row -> labels[row]).toArray(),
        new SelectedPictures(pictures, rows));
  }

  /** None. */
  public static Shard empty(ImageShape shape) {
    return new Shard(shape, new int[0], new int[0], new byte[0][]);
  }

  /** The image of a row: channels × height × width unsigned bytes, not to be changed. */
  public byte[] pixels(int row) {
    return pictures.fitted(row);
  }

  @Override
  public DatasetDigest digest() {
    return DatasetDigest.of(this);
  }
}

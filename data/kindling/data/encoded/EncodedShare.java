package kindling.data.encoded;

import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.parquet.VerifiedImages;
import kindling.data.shard.DatasetDigest;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.ImageBytes;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;

/**
 * A worker's share of encoded images wherever they are: small, without a byte of them.
 *
 * @param source of the images
 * @param framed what the pictures are for
 * @param examples that can be read, in the order of the shard
 * @param lengths of the encoded images, in bytes; null where their files answer for them
 * @param checks the high halves of the encoded images' digests; null likewise
 */
public record EncodedShare(
    ImageFiles source, ShardLoader.Framed framed, Examples examples, int[] lengths, long[] checks)
    implements Serializable {
  /** Of images that their files answer for. */
  static EncodedShare trusted(ImageFiles source, ShardLoader.Framed framed, Examples examples) {
    return new EncodedShare(source, framed, examples, null, null);
  }

  boolean isTrusted() {
    return checks == null;
  }

  /** Of all encoded images together; in proportion to those of their files, where these answer. */
  public long bytes() {
    if (isTrusted()) {
      VerifiedImages all = examples.verified().orElseThrow();
      return Math.round((double) all.bytes() * examples.size() / all.images());
    }
    return Arrays.stream(lengths).asLongStream().sum();
  }

  /** Whether these are the bytes of a row's image as they were read at first. */
  boolean isUnchanged(int row, byte[] encoded) {
    return isTrusted()
        || encoded.length == lengths[row]
            && digest(examples.get(row), encoded).high() == checks[row];
  }

  /** Of an image as it is encoded. */
  static DatasetDigest digest(Example example, byte[] encoded) {
    return DatasetDigest.of(example.id(), example.label(), encoded);
  }

  /**
   * Reads a row's image once more.
   *
   * @throws DataException where it is not what it was
   */
  byte[] reread(ImageBytes.Reader reader, int row) throws IOException {
    Example example = examples.get(row);
    byte[] encoded;
    try {
      encoded = reader.read(example);
    } catch (BadImageException | DataException e) {
      throw changed(example, e.getMessage(), e);
    }
    if (!isUnchanged(row, encoded)) {
      throw changed(example, "other bytes than before", null);
    }
    return encoded;
  }

  private static DataException changed(Example example, String found, Exception cause) {
    return new DataException(
        String.format(
            Locale.ROOT,
            "%s changed during the run: %s. Put the files back as they were and go on with --resume",
            example,
            found),
        cause);
  }

  /** A picture of this share in its shape. */
  byte[] fitted(Pixels found) throws BadImageException {
    return fitted(source.resizer(), found, framed);
  }

  static byte[] fitted(ImageResizer resizer, Pixels found, ShardLoader.Framed framed)
      throws BadImageException {
    return framed == ShardLoader.Framed.FOR_SCORING
        ? resizer.forScoring(found).planes()
        : resizer.forTraining(found).planes();
  }
}

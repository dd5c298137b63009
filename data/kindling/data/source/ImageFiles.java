package kindling.data.source;

import java.io.IOException;
import java.util.Optional;
import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.ResizePolicy;
import kindling.data.Storage;
import kindling.data.shard.DatasetDigest;
import kindling.data.source.PictureDecoder.Picture;

/** Encoded images, decoded and brought to one shape. */
public record ImageFiles(ImageBytes bytes, PictureDecoder decoder, ImageResizer resizer)
    implements Source {
  /**
   * Whether what was found when their files were written answers for these images: whatever they
   * are, they fit, and their sums are the run's.
   */
  public boolean trusts(Examples examples) {
    return resizer.framing().fit() != ResizePolicy.EXACT
        && resizer.shape().channels() == 3
        && examples
            .verified()
            .filter(of -> (long) of.tallest() * of.widest() <= decoder.limits().imagePixels())
            .isPresent();
  }

  @Override
  public ExampleReader open(Storage storage) {
    return new FileReader(storage, false);
  }

  /** The same, which makes the digest of the encoded images too. */
  ExampleReader openDigesting(Storage storage) {
    return new FileReader(storage, true);
  }

  /** Reads files for one task. */
  private final class FileReader implements ExampleReader {
    private final ImageBytes.Reader reader;
    private final boolean digests;
    private DatasetDigest digest = DatasetDigest.EMPTY;
    private int turned;

    FileReader(Storage storage, boolean digests) {
      reader = bytes.open(storage);
      this.digests = digests;
    }

    @Override
    public Pixels read(Example example) throws IOException, BadImageException {
      byte[] encoded = reader.read(example);
      Picture picture = decoder.decode(encoded);
      turned += picture.turned() ? 1 : 0;
      if (digests) {
        digest = digest.merge(DatasetDigest.of(example.id(), example.label(), encoded));
      }
      return picture.pixels();
    }

    @Override
    public int turned() {
      return turned;
    }

    @Override
    public Optional<DatasetDigest> encoded() {
      return digests ? Optional.of(digest) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}

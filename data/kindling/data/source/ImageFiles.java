package kindling.data.source;

import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.ResizePolicy;
import kindling.data.SourceReadException;
import kindling.data.Storage;
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
        && examples.verified().filter(of -> of.areWithin(decoder.limits())).isPresent();
  }

  /** Opens the place of the encoded images for one task; a failing storage names the image. */
  public ImageBytes.Reader openBytes(Storage storage) {
    ImageBytes.Reader reader = bytes.open(storage);
    return new ImageBytes.Reader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        try {
          return reader.read(example);
        } catch (IOException e) {
          throw SourceReadException.of(example.toString(), e);
        }
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  @Override
  public ExampleReader open(Storage storage) {
    ImageBytes.Reader reader = openBytes(storage);
    return new ExampleReader() {
      private int turned;

      @Override
      public Pixels read(Example example) throws IOException, BadImageException {
        Picture picture = decoder.decode(reader.read(example));
        if (picture.turned()) {
          turned++;
        }
        return picture.pixels();
      }

      @Override
      public int turned() {
        return turned;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }
}

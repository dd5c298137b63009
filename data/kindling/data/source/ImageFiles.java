package kindling.data.source;

import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.source.PictureDecoder.Picture;

/** Encoded images, decoded and brought to one shape. */
public record ImageFiles(ImageBytes bytes, PictureDecoder decoder, ImageResizer resizer)
    implements Source {
  @Override
  public ExampleReader open(Storage storage) {
    ImageBytes.Reader reader = bytes.open(storage);
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

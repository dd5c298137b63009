package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.Storage;
import kindling.data.files.Archives;
import org.apache.hadoop.fs.Path;

/** Image files, each a file of its own or an entry of an archive. */
record ImageFiles(ImageResizer resizer, OrientationPolicy orientation, DataLimits limits)
    implements Source {
  @Override
  public ExampleReader open(Storage storage) {
    Reader reader = new Reader(storage, orientation, limits);
    return new ExampleReader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        return resizer.apply(reader.decode(example));
      }

      @Override
      public int turned() {
        return reader.turned;
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  /** Decodes images at the size at which they are found. */
  static final class Reader implements Closeable {
    private final Storage storage;
    private final OrientationPolicy orientation;
    private final DataLimits limits;
    private final Archives archives;
    private int turned;

    Reader(Storage storage, OrientationPolicy orientation, DataLimits limits) {
      this.storage = storage;
      this.orientation = orientation;
      this.limits = limits;
      this.archives = new Archives(storage, limits);
    }

    Pixels decode(Example example) throws IOException, BadImageException {
      byte[] bytes =
          example.entry().isEmpty()
              ? ImageFile.read(storage, new Path(example.file()), limits)
              : archives.read(example.file(), example.entry());
      Pixels pixels = ImageDecoder.decode(bytes, limits);
      Orientation found =
          orientation == OrientationPolicy.APPLY ? Orientation.of(bytes) : Orientation.UPRIGHT;
      if (found != Orientation.UPRIGHT) {
        turned++;
      }
      return found.upright(pixels);
    }

    @Override
    public void close() throws IOException {
      archives.close();
    }
  }
}

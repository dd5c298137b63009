package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.Pixels;
import kindling.data.Storage;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Image files, each a file of its own or an entry of a zip file. */
record ImageFiles(ImageResizer resizer, DataLimits limits) implements Source {
  @Override
  public ExampleReader open(Storage storage) {
    Reader reader = new Reader(storage, limits);
    return new ExampleReader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        return resizer.apply(reader.decode(example));
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
    private final DataLimits limits;
    private final ZipArchives archives;

    Reader(Storage storage, DataLimits limits) {
      this.storage = storage;
      this.limits = limits;
      this.archives = new ZipArchives(storage, limits);
    }

    Pixels decode(Example example) throws IOException, BadImageException {
      return ImageDecoder.decode(
          example.entry().isEmpty()
              ? file(new Path(example.file()))
              : archives.read(example.file(), example.entry()),
          limits);
    }

    private byte[] file(Path path) throws IOException, BadImageException {
      try (FSDataInputStream in = storage.open(path)) {
        byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE, limits.imageBytes() + 1L));
        limits.checkBytes(bytes.length);
        return bytes;
      }
    }

    @Override
    public void close() throws IOException {
      archives.close();
    }
  }
}

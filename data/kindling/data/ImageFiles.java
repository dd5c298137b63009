package kindling.data;

import java.io.Closeable;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/** Image files, each a file of its own or an entry of a zip file. */
record ImageFiles(Fitting fitting) implements Source {
  static final int MAX_FILE_BYTES = 256 << 20;

  @Override
  public ExampleReader open(Storage storage) {
    Reader reader = new Reader(storage);
    return new ExampleReader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        return fitting.apply(reader.decode(example));
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  static String tooLong(long bytes) {
    return String.format("expected a file of at most %,d bytes, found %,d", MAX_FILE_BYTES, bytes);
  }

  /** Decodes images at the size at which they are found. */
  static final class Reader implements Closeable {
    private final Storage storage;
    private final ZipArchives archives;

    Reader(Storage storage) {
      this.storage = storage;
      this.archives = new ZipArchives(storage);
    }

    Pixels decode(Example example) throws IOException, BadImageException {
      return ImageDecoder.decode(
          example.entry().isEmpty()
              ? file(new Path(example.file()))
              : archives.read(example.file(), example.entry()));
    }

    private byte[] file(Path path) throws IOException, BadImageException {
      try (FSDataInputStream in = storage.open(path)) {
        byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
        if (bytes.length > MAX_FILE_BYTES) {
          throw new BadImageException(
              tooLong(storage.fileSystem(path).getFileStatus(path).getLen()));
        }
        return bytes;
      }
    }

    @Override
    public void close() throws IOException {
      archives.close();
    }
  }
}

package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.Pixels;
import kindling.data.SourceReadException;
import kindling.data.Storage;

/**
 * Reads images as they are encoded, and what they are when decoded; images that lie as plain pixels
 * are encoded as PNG. Used by one thread on an executor.
 */
public final class EncodedReader implements Closeable {
  /**
   * An image of a file.
   *
   * @param bytes as they are encoded
   * @param pixels upright, at the size at which they are found
   */
  public record EncodedImage(byte[] bytes, Pixels pixels) {}

  private interface Reading extends Closeable {
    EncodedImage read(Example example) throws IOException, BadImageException;
  }

  private final Reading reading;

  private EncodedReader(Reading reading) {
    this.reading = reading;
  }

  /** Opens a catalog's source for one task. */
  public static EncodedReader open(Source source, Storage storage) {
    return new EncodedReader(
        source instanceof ImageFiles files ? ofFiles(files, storage) : ofPixels(source, storage));
  }

  private static Reading ofFiles(ImageFiles files, Storage storage) {
    ImageBytes.Reader reader = files.openBytes(storage);
    return new Reading() {
      @Override
      public EncodedImage read(Example example) throws IOException, BadImageException {
        byte[] bytes = reader.read(example);
        return new EncodedImage(bytes, files.decoder().decode(bytes).pixels());
      }

      @Override
      public void close() throws IOException {
        reader.close();
      }
    };
  }

  private static Reading ofPixels(Source source, Storage storage) {
    ExampleReader reader = source.open(storage);
    return new Reading() {
      @Override
      public EncodedImage read(Example example) throws IOException, BadImageException {
        try {
          Pixels pixels = reader.read(example);
          return new EncodedImage(PlainImages.png(pixels), pixels);
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

  /**
   * Reads an image.
   *
   * @throws IOException where the storage failed, so that the task is retried
   * @throws BadImageException where this image cannot be read or decoded
   */
  public EncodedImage read(Example example) throws IOException, BadImageException {
    return reading.read(example);
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}

package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.Pixels;

/** An open source of images; used by one thread on an executor, and closed after its task. */
public interface ExampleReader extends Closeable {
  /**
   * Returns the image at the size and in the channels in which it is found.
   *
   * @throws IOException where the storage failed, so that the task is retried
   * @throws BadImageException where this image is unreadable
   */
  Pixels read(Example example) throws IOException, BadImageException;

  /** How many of the images read so far were turned upright. */
  default int turned() {
    return 0;
  }
}

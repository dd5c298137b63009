package kindling.data.source;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import kindling.data.BadImageException;
import kindling.data.Storage;

/**
 * Where the encoded images of a catalog lie: files, entries of archives. Made on the driver and
 * sent to the executors.
 */
public interface ImageBytes extends Serializable {
  /** Opens the place for one task; files are opened when first read from. */
  Reader open(Storage storage);

  /** An open place; used by one thread on an executor. */
  interface Reader extends Closeable {
    /**
     * An image as it is encoded (JPEG, PNG, ...).
     *
     * @throws IOException where the storage failed, so that the task is retried
     * @throws BadImageException where this image cannot be read
     */
    byte[] read(Example example) throws IOException, BadImageException;
  }
}

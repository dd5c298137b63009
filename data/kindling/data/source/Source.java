package kindling.data.source;

import java.io.Serializable;
import kindling.data.ImageResizer;
import kindling.data.Storage;

/** How the images of a catalog are read; made on the driver and sent to the executors. */
public interface Source extends Serializable {
  /** Opens the source for one task; files are opened when first read from. */
  ExampleReader open(Storage storage);

  /** Brings the images to the catalog's shape. */
  ImageResizer resizer();
}

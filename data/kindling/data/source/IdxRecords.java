package kindling.data.source;

import java.io.IOException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;

/**
 * MNIST's IDX files of gray images (LeCun, Cortes, Burges: The MNIST Database, 1998); all files of
 * a dataset hold images of the found shape.
 */
record IdxRecords(ImageShape found, ImageResizer resizer, DataLimits limits) implements Source {
  @Override
  public ExampleReader open(Storage storage) {
    RecordFiles files = new RecordFiles(storage, limits);
    return new ExampleReader() {
      @Override
      public Pixels read(Example example) throws IOException {
        long offset = IdxFile.IMAGES_HEADER_BYTES + (long) example.record() * found.size();
        return new Pixels(found, files.read(example.file(), offset, found.size()));
      }

      @Override
      public void close() throws IOException {
        files.close();
      }
    };
  }
}

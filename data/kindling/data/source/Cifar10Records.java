package kindling.data.source;

import java.io.IOException;
import java.util.Arrays;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Pixels;
import kindling.data.Storage;

/**
 * The binary version of CIFAR-10: records of a label byte and 3×32×32 unsigned bytes (Krizhevsky:
 * Learning Multiple Layers of Features from Tiny Images, 2009).
 */
record Cifar10Records(ImageResizer resizer, DataLimits limits) implements Source {
  static final ImageShape FOUND = new ImageShape(3, 32, 32);
  static final int RECORD_BYTES = 1 + FOUND.size();

  @Override
  public ExampleReader open(Storage storage) {
    RecordFiles files = new RecordFiles(storage, limits);
    return new ExampleReader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        long offset = (long) example.record() * RECORD_BYTES;
        byte[] record = files.read(example.file(), offset, RECORD_BYTES);
        return resizer.apply(new Pixels(FOUND, Arrays.copyOfRange(record, 1, RECORD_BYTES)));
      }

      @Override
      public void close() throws IOException {
        files.close();
      }
    };
  }
}

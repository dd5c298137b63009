package kindling.data.source;

import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.files.Archives;
import org.apache.hadoop.fs.Path;

/** Images that are files of their own or entries of archives. */
record FileBytes(DataLimits limits) implements ImageBytes {
  @Override
  public Reader open(Storage storage) {
    Archives archives = new Archives(storage, limits);
    return new Reader() {
      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        return example.entry().isEmpty()
            ? ImageFile.read(storage, new Path(example.file()), limits)
            : archives.read(example.file(), example.entry());
      }

      @Override
      public void close() throws IOException {
        archives.close();
      }
    };
  }
}

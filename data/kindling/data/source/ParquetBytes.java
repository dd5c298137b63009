package kindling.data.source;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.parquet.ColumnCursor;
import kindling.data.parquet.DamagedColumnException;
import kindling.data.parquet.ParquetFile;
import kindling.data.parquet.VerifiedImages;
import org.apache.hadoop.fs.Path;

/**
 * Images in a column of Parquet files, an example's entry being its row: one file is open at a
 * time, and rising rows are read on from where it is.
 *
 * @param column its names from the outside in
 * @param verified what files said of their images when they were listed, by their path
 */
record ParquetBytes(List<String> column, DataLimits limits, Map<String, VerifiedImages> verified)
    implements ImageBytes {
  @Override
  public Reader open(Storage storage) {
    return new Reader() {
      private String file = "";
      private ParquetFile open;
      private ColumnCursor cursor;

      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        if (!file.equals(example.file())) {
          close();
          open = ParquetFile.open(storage, new Path(example.file()), limits);
          check(open);
          cursor = open.column(column);
          file = example.file();
        }
        if (example.record() >= open.rows()) {
          throw new IOException("the file has only " + open.rows() + " rows");
        }
        return image(cursor, example.record());
      }

      @Override
      public void close() throws IOException {
        file = "";
        if (open != null) {
          open.close();
          open = null;
        }
      }
    };
  }

  private void check(ParquetFile file) {
    if (!file.schema().containsPath(column.toArray(String[]::new))) {
      throw new DataException(
          file.path()
              + ": the column "
              + String.join(".", column)
              + " was there when training started and is gone");
    }
    VerifiedImages listed = verified.get(file.path().toString());
    if (listed != null
        && file.verified().filter(of -> of.digest().equals(listed.digest())).isEmpty()) {
      throw new DataException(
          file.path()
              + ": holds other images than when training started. Put the file back as it was and"
              + " go on with --resume");
    }
  }

  private byte[] image(ColumnCursor cursor, int row) throws IOException, BadImageException {
    try {
      cursor.seek(row);
      if (!cursor.isPresent()) {
        throw new BadImageException("there is no image in the row");
      }
      byte[] image = cursor.bytes();
      limits.checkBytes(image.length);
      return image;
    } catch (DamagedColumnException e) {
      throw new BadImageException(e.getMessage(), e);
    }
  }
}

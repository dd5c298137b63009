package kindling.data.source;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.DataLimits;
import kindling.data.Storage;
import kindling.data.parquet.ColumnCursor;
import kindling.data.parquet.DamagedColumnException;
import kindling.data.parquet.ParquetFile;
import kindling.data.shard.DatasetDigest;
import org.apache.hadoop.fs.Path;

/**
 * Images in a column of Parquet files, an example's entry being its row: rising rows of a file are
 * read on from where it is.
 *
 * @param column its names from the outside in
 * @param verified digests that files had of their images when they were listed, by their path
 */
record ParquetBytes(List<String> column, DataLimits limits, Map<String, DatasetDigest> verified)
    implements ImageBytes {
  /** Files that one reader holds open: a worker's share of a prepared set lies in few. */
  private static final int OPEN_AT_MOST = 8;

  /** A file, and where reading it is. */
  private record Open(ParquetFile file, ColumnCursor cursor) {}

  @Override
  public Reader open(Storage storage) {
    return new Reader() {
      private final LinkedHashMap<String, Open> files = new LinkedHashMap<>(16, 0.75f, true);

      @Override
      public byte[] read(Example example) throws IOException, BadImageException {
        Open open = files.get(example.file());
        if (open == null) {
          if (files.size() == OPEN_AT_MOST) {
            closeOldest();
          }
          open = opened(storage, new Path(example.file()));
          files.put(example.file(), open);
        }
        if (example.record() >= open.file.rows()) {
          throw new IOException("the file has only " + open.file.rows() + " rows");
        }
        return image(open.cursor, example.record());
      }

      private void closeOldest() throws IOException {
        Iterator<Open> oldest = files.values().iterator();
        oldest.next().file.close();
        oldest.remove();
      }

      @Override
      public void close() throws IOException {
        for (Open open : files.values()) {
          open.file.close();
        }
        files.clear();
      }
    };
  }

  private Open opened(Storage storage, Path path) throws IOException {
    ParquetFile file = ParquetFile.open(storage, path, limits);
    try {
      check(file);
      return new Open(file, file.column(column));
    } catch (DataException e) {
      file.close();
      throw e;
    }
  }

  private void check(ParquetFile file) {
    if (!file.schema().containsPath(column.toArray(String[]::new))) {
      throw new DataException(
          file.path()
              + ": the column "
              + String.join(".", column)
              + " was there when training started and is gone");
    }
    DatasetDigest listed = verified.get(file.path().toString());
    if (listed != null && file.verified().filter(of -> of.digest().equals(listed)).isEmpty()) {
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

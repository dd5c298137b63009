package kindling.driver.ml;

import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import kindling.data.Storage;
import kindling.data.parquet.ImageFileWriter;
import kindling.data.parquet.ImageRow;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Writes sorted rows as Parquet files in the convention of Hugging Face's datasets, those of
 * validation apart: files in the order of their names hold rows in theirs. On executors.
 *
 * @param folder that they go into
 * @param classes their names, by label
 */
record StagedImages(String folder, List<String> classes, Broadcast<Storage> storage)
    implements Serializable {

  /**
   * Writes a partition of rows: whether they are for validation, label, path, bytes.
   *
   * @return how many there are
   */
  long write(int partition, Iterator<Row> rows) throws IOException {
    long written = 0;
    Row next = next(rows);
    while (next != null) {
      boolean validation = next.getBoolean(0);
      String name =
          String.format(
              Locale.ROOT, "%s-%05d.parquet", validation ? "validation" : "train", partition);
      long attempt = TaskContext.get().taskAttemptId();
      Path unfinished = new Path(folder, "." + name + "." + attempt + ".writing");
      try (ImageFileWriter file =
          new ImageFileWriter(
              storage.value().create(unfinished), classes, ImageFileWriter.Order.SORTED)) {
        for (; next != null && next.getBoolean(0) == validation; next = next(rows)) {
          file.write(new ImageRow(next.getAs(3), next.getString(2), next.getInt(1)));
          written++;
        }
      }
      storage.value().publish(unfinished, new Path(folder, name));
    }
    return written;
  }

  private static Row next(Iterator<Row> rows) {
    return rows.hasNext() ? rows.next() : null;
  }
}

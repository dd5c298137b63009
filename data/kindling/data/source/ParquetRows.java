package kindling.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import kindling.data.DataException;
import kindling.data.parquet.ColumnCursor;
import kindling.data.parquet.DamagedColumnException;
import kindling.data.parquet.ParquetFile;
import kindling.data.parquet.VerifiedImages;
import kindling.data.source.ParquetColumns.LabelFrom;

/**
 * The classes of a Parquet file's rows, read from the label's column alone.
 *
 * @param classes the name of each row's class; null where its label is missing
 * @param withoutImage rows without an image
 * @param verified what is known of its images
 */
record ParquetRows(
    String file, List<String> classes, BitSet withoutImage, Optional<VerifiedImages> verified) {

  /**
   * Reads them.
   *
   * @param names of the classes that numbers stand for; empty: numbers are names
   * @throws DataException where the labels cannot be read, or one is none of the classes
   */
  static ParquetRows read(
      ParquetFile file, ExampleColumns columns, LabelFrom from, Optional<List<String>> names)
      throws IOException {
    int rows = file.rows();
    List<String> classes = new ArrayList<>(rows);
    Map<String, String> known = new HashMap<>();
    try {
      ColumnCursor labels = file.column(columns.label());
      for (int row = 0; row < rows; row++) {
        labels.seek(row);
        String name = null;
        if (labels.isPresent()) {
          String read =
              columns.numbers()
                  ? named(labels.number(), names, file, row)
                  : text(labels.bytes(), from);
          name = known.computeIfAbsent(read, first -> first);
        }
        classes.add(name);
      }
      return new ParquetRows(
          file.path().toString(), classes, withoutImage(file, columns), file.verified());
    } catch (DamagedColumnException e) {
      throw new DataException(
          file.path() + ": expected whole columns, " + e.getMessage() + "; copy the file again", e);
    }
  }

  private static String text(byte[] value, LabelFrom from) {
    String text = new String(value, java.nio.charset.StandardCharsets.UTF_8);
    if (from == LabelFrom.VALUE) {
      return text;
    }
    String folder = text.substring(0, Math.max(0, text.lastIndexOf('/')));
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private static String named(
      long number, Optional<List<String>> names, ParquetFile file, int row) {
    if (names.isEmpty()) {
      return String.valueOf(number);
    }
    if (number < 0 || number >= names.get().size()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%s: expected labels 0 to %d, the classes that the file names, found %d in row %d",
              file.path(),
              names.get().size() - 1,
              number,
              row));
    }
    return names.get().get((int) number);
  }

  /**
   * By the file's statistics: the images' column is large, and is read where these tell of missing
   * ones alone. Where they say nothing, as of large values that Spark writes, a row without an
   * image is found when its image is read.
   */
  private static BitSet withoutImage(ParquetFile file, ExampleColumns columns)
      throws IOException, DamagedColumnException {
    BitSet missing = new BitSet();
    ColumnCursor images = file.column(columns.image());
    int first = 0;
    for (int group = 0; group < file.rowGroups().size(); group++) {
      int next = first + file.rowGroups().get(group);
      OptionalLong nulls = file.nulls(group, columns.image());
      if (nulls.orElse(0) > 0) {
        for (int row = first; row < next; row++) {
          images.seek(row);
          missing.set(row, !images.isPresent());
        }
      }
      first = next;
    }
    return missing;
  }
}

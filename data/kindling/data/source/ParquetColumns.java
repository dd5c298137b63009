package kindling.data.source;

import java.io.Serializable;

/**
 * The columns of Parquet files that hold examples, as the settings ask for them.
 *
 * @param image a column of bytes, or a struct with bytes in it; names within structs behind dots
 * @param label a column of whole numbers or strings
 */
public record ParquetColumns(String image, String label, LabelFrom from) implements Serializable {
  /** The Hugging Face image convention. */
  public static final ParquetColumns CONVENTION =
      new ParquetColumns("image", "label", LabelFrom.VALUE);

  /** What names the class in the label's column. */
  public enum LabelFrom {
    VALUE,
    /** The value is a path, and the folder of the file is the class. */
    FOLDER
  }
}

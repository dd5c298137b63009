package kindling.driver.ml.frame;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import kindling.driver.config.ConfigurationException;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column of images, and how they lie in it. Crosses the wire.
 *
 * @param name of the column
 * @param kind of its cells
 * @param place the field in a cell that names the image, or null
 */
public record ImageColumn(String name, Kind kind, String place) implements Serializable {
  /** What a cell holds. */
  public enum Kind {
    /** An encoded image. */
    BYTES,
    /** A struct of an encoded image and its path, as Hugging Face's datasets have it. */
    STRUCT,
    /** Pixels, as Spark's own data source of images gives them. */
    SPARK
  }

  private static final List<String> PIXELS = List.of("height", "width", "nChannels", "data");

  /**
   * Finds it.
   *
   * @throws ConfigurationException where there is none of the name, or it holds no images
   */
  public static ImageColumn of(StructType schema, String name) {
    DataType type = Columns.field(schema, "imageCol", name).dataType();
    if (type instanceof BinaryType) {
      return new ImageColumn(name, Kind.BYTES, null);
    }
    if (type instanceof StructType struct) {
      if (has(struct, "bytes", BinaryType.class)) {
        String place = has(struct, "path", StringType.class) ? "path" : null;
        return new ImageColumn(name, Kind.STRUCT, place);
      }
      List<String> fields = Arrays.asList(struct.fieldNames());
      if (fields.containsAll(PIXELS) && has(struct, "data", BinaryType.class)) {
        return new ImageColumn(name, Kind.SPARK, fields.contains("origin") ? "origin" : null);
      }
    }
    throw new ConfigurationException(
        String.format(
            Locale.ROOT,
            "imageCol: expected images in the column %s (binary, a struct with binary bytes, or"
                + " Spark's image struct), found %s%s",
            name,
            type.simpleString(),
            binary(schema, name)));
  }

  private static String binary(StructType schema, String other) {
    String fit =
        Arrays.stream(schema.fields())
            .filter(field -> !field.name().equals(other) && field.dataType() instanceof BinaryType)
            .map(StructField::name)
            .collect(Collectors.joining(", "));
    return fit.isEmpty() ? "" : ". Columns of bytes are: " + fit;
  }

  private static boolean has(StructType struct, String field, Class<? extends DataType> type) {
    return Arrays.stream(struct.fields())
        .anyMatch(of -> of.name().equals(field) && type.isInstance(of.dataType()));
  }

  /** The encoded image, null where there is none; of pixels, a PNG. */
  public Column bytes() {
    Column column = Columns.named(name);
    return switch (kind) {
      case BYTES -> column;
      case STRUCT -> column.getField("bytes");
      case SPARK ->
          functions.udf((UDF1<Row, byte[]>) SparkImage::png, DataTypes.BinaryType).apply(column);
    };
  }

  /** What names the image within its cell, null where nothing does. */
  public Column path() {
    return place == null
        ? functions.lit(null).cast(DataTypes.StringType)
        : Columns.named(name).getField(place);
  }

  /** The same of a row's cell. */
  Optional<String> path(Object cell) {
    return place == null || !(cell instanceof Row row)
        ? Optional.empty()
        : Optional.ofNullable(row.getAs(place));
  }
}

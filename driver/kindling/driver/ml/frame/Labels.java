package kindling.driver.ml.frame;

import java.io.Serializable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import kindling.data.DataException;
import kindling.driver.config.ConfigurationException;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * The classes of a column of labels: numbers are indices, as everywhere in Spark ML; strings are
 * classes in the order of Java's strings, which is that of the command line.
 *
 * @param classes their names, by index
 */
public record Labels(List<String> classes, boolean numbers) {

  /**
   * Refuses a column of anything else.
   *
   * @throws ConfigurationException with what the column holds
   */
  public static void check(StructField field) {
    if (!(field.dataType() instanceof NumericType) && !(field.dataType() instanceof StringType)) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "labelCol: expected numbers or strings in the column %s, found %s",
              field.name(),
              field.dataType().simpleString()));
    }
  }

  /** The column as it is counted: doubles or strings. */
  public static Column column(StructField field) {
    Column column = Columns.named(field.name());
    return field.dataType() instanceof StringType ? column : column.cast(DataTypes.DoubleType);
  }

  /**
   * Finds the classes of labels, of which none is null.
   *
   * @param labels one column
   * @param field of the column that they come from, which may name the classes
   * @param most classes
   * @throws DataException where there are too few or too many, or numbers are no indices
   */
  public static Labels of(Dataset<Row> labels, StructField field, int most) {
    List<Row> found = labels.distinct().limit(most + 1).collectAsList();
    boolean numbers = !(field.dataType() instanceof StringType);
    List<String> classes =
        numbers
            ? named(field, found.stream().map(row -> row.getDouble(0)).toList(), most)
            : found.stream().map(row -> row.getString(0)).sorted().toList();
    if (classes.size() < 2 || found.size() < 2 || classes.size() > most) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "labelCol: expected 2 to %,d classes (data.max-classes) in the column %s, found %s",
              most,
              field.name(),
              found.size() > most ? "more" : classes));
    }
    return new Labels(classes, numbers);
  }

  private static List<String> named(StructField field, List<Double> found, int most) {
    double largest = 0;
    for (double label : found) {
      if (label < 0 || label != Math.rint(label) || label >= Integer.MAX_VALUE) {
        throw new DataException(
            String.format(
                Locale.ROOT,
                "labelCol: expected indices of classes in the column %s, whole numbers from 0;"
                    + " found %s. Index labels with Spark's StringIndexer",
                field.name(),
                label));
      }
      largest = Math.max(largest, label);
    }
    if (Attribute.fromStructField(field) instanceof NominalAttribute of
        && of.values().isDefined()) {
      List<String> names = List.of(of.values().get());
      if (names.size() > largest && new HashSet<>(names).size() == names.size()) {
        return names;
      }
    }
    // One more than may be is refused by its number.
    int classes = (int) Math.min(most + 1L, 1 + (long) largest);
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  /** The index of each label's class. */
  public Column index(Column label) {
    if (numbers) {
      return label.cast(DataTypes.IntegerType);
    }
    Map<String, Integer> indices = new HashMap<>();
    classes.forEach(name -> indices.put(name, indices.size()));
    return functions.udf((Index) indices::get, DataTypes.IntegerType).apply(label);
  }

  /** Crosses the wire with the map that it looks into. */
  private interface Index extends UDF1<String, Integer>, Serializable {}
}

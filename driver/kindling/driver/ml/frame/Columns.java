package kindling.driver.ml.frame;

import java.util.Arrays;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Columns of data frames by their names. Lives on the driver. */
public final class Columns {
  private Columns() {}

  /** The column of a name, whatever is in the name. */
  public static Column named(String name) {
    return functions.col("`" + name.replace("`", "``") + "`");
  }

  /**
   * The field of a column.
   *
   * @param param that names it, for messages
   * @throws ConfigurationException where there is none
   */
  public static StructField field(StructType schema, String param, String name) {
    return Arrays.stream(schema.fields())
        .filter(field -> field.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    String.format(
                        Locale.ROOT,
                        "%s: expected a column %s, found %s. Name another with %s",
                        param,
                        name,
                        String.join(", ", schema.fieldNames()),
                        param)));
  }

  /**
   * The schema with one more column.
   *
   * @throws ConfigurationException where there is one of the name already
   */
  public static StructType with(StructType schema, String param, StructField added) {
    if (Arrays.asList(schema.fieldNames()).contains(added.name())) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "%s: expected a name that no column has yet, found %s. Name another with %s, or drop"
                  + " the column",
              param,
              added.name(),
              param));
    }
    return schema.add(added);
  }

  /** What says of a column that it holds indices of classes with these names. */
  public static Metadata classes(String column, String[] names) {
    return NominalAttribute.defaultAttr().withName(column).withValues(names).toMetadata();
  }
}

package kindling.driver.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.to_json;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.StructField;

/** How predictions are stored. */
public enum OutputFormat {
  PARQUET {
    @Override
    void write(Dataset<Row> rows, String path) {
      rows.write().mode(SaveMode.Append).parquet(path);
    }

    @Override
    Dataset<Row> read(SparkSession session, PredictionColumns columns, String path) {
      return session.read().schema(columns.schema()).parquet(path);
    }
  },

  /** With a header; arrays are JSON. */
  CSV {
    @Override
    void write(Dataset<Row> rows, String path) {
      Column[] columns = new Column[rows.schema().size()];
      for (int i = 0; i < columns.length; i++) {
        StructField field = rows.schema().fields()[i];
        columns[i] =
            field.dataType() instanceof ArrayType
                ? to_json(col(field.name())).as(field.name())
                : col(field.name());
      }
      rows.select(columns)
          .write()
          .mode(SaveMode.Append)
          .option("header", true)
          .option("escape", "\"")
          .csv(path);
    }

    @Override
    Dataset<Row> read(SparkSession session, PredictionColumns columns, String path) {
      return session
          .read()
          .option("header", true)
          .option("escape", "\"")
          .option("multiLine", true)
          .csv(path);
    }
  };

  /** Writes rows, a file for each partition, into a folder that is empty. */
  abstract void write(Dataset<Row> rows, String path);

  abstract Dataset<Row> read(SparkSession session, PredictionColumns columns, String path);

  /** How many of the written images have no prediction. */
  long unreadable(SparkSession session, PredictionColumns columns, String path) {
    return read(session, columns, path).filter(col(PredictionColumns.ERROR).isNotNull()).count();
  }
}

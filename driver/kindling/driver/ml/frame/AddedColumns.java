package kindling.driver.ml.frame;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.config.settings.EngineSettings;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A data frame with columns that a network adds to it, computed when rows are asked for. Lives on
 * the driver.
 *
 * @param schema of the columns, old and new
 * @param outputs that the values are made from
 */
public record AddedColumns(
    StructType schema,
    Broadcast<TrainedNetwork> network,
    EngineSettings engine,
    Classifier.Outputs outputs,
    Values added) {

  /** The values that a row gets. Crosses the wire. */
  public interface Values extends Serializable {
    /** Those of what the network says of the row's image. */
    Object[] of(Prediction prediction);

    /** How many there are. */
    int count();
  }

  /**
   * Adds them.
   *
   * @param image name of the column of images
   * @param invalid what becomes of rows that cannot be used: error, skip or keep
   */
  public Dataset<Row> to(Dataset<?> rows, String image, String invalid) {
    Dataset<Row> frame = rows.toDF();
    ImageRows mapping =
        new ImageRows(
            network,
            engine.request().on(AssignedGpu.device(rows.sparkSession().sparkContext().conf())),
            engine.threadsPerWorker(),
            outputs,
            ImageColumn.of(frame.schema(), image),
            ImageRows.Invalid.valueOf(invalid.toUpperCase(Locale.ROOT)),
            added);
    Dataset<Row> mapped = frame.mapPartitions(mapping, Encoders.row(schema));
    for (StructField field : List.of(schema.fields())) {
      if (!field.metadata().equals(Metadata.empty())) {
        mapped = mapped.withMetadata(field.name(), field.metadata());
      }
    }
    return mapped;
  }
}

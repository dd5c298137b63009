package kindling.driver.ml;

import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.config.settings.EngineSettings;
import kindling.model.inference.Classifier;
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
record AddedColumns(
    StructType schema,
    Broadcast<TrainedNetwork> network,
    EngineSettings engine,
    Classifier.Outputs outputs,
    ImageRows.Added added) {

  Dataset<Row> to(Dataset<?> rows, ImageParams<?> params) {
    Dataset<Row> frame = rows.toDF();
    ImageRows mapping =
        new ImageRows(
            network,
            engine,
            engine.request().on(AssignedGpu.device(rows.sparkSession().sparkContext().conf())),
            outputs,
            ImageColumn.of(frame.schema(), params.getImageCol()),
            ImageRows.Invalid.valueOf(params.getHandleInvalid().toUpperCase(Locale.ROOT)),
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

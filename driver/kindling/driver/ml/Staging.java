package kindling.driver.ml;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.sum;

import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import kindling.data.DataException;
import kindling.driver.config.settings.Settings;
import kindling.driver.ml.frame.Columns;
import kindling.driver.ml.frame.ImageColumn;
import kindling.driver.ml.frame.Labels;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;

/**
 * Lays the rows of a data frame down as Parquet files, in an order that depends on nothing but what
 * they hold: by class, then by path, then by the SHA-256 of the bytes. Lives on the driver.
 *
 * @param warnings of what is left out
 */
record Staging(
    KindlingClassifier stage,
    JavaSparkContext spark,
    Settings settings,
    StagingFolder folder,
    Consumer<String> warnings) {
  private static final int IMAGES_OF_A_FILE = 4096;
  private static final int FEWEST_IMAGES = 64;
  private static final Column[] ORDER = {
    col("validation"), col("index"), col("path"), col("digest")
  };

  /**
   * Writes them.
   *
   * @throws DataException where too many images are null, or labels are no classes
   */
  void write(Dataset<?> rows) {
    spark.setJobDescription("images of a data frame, for a fit");
    StructField label = Columns.field(rows.schema(), "labelCol", stage.getLabelCol());
    Dataset<Row> read = read(rows.toDF(), label).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long usable = counted(read);
      Dataset<Row> usables = read.filter(col("bytes").isNotNull().and(col("label").isNotNull()));
      Labels labels =
          Labels.of(usables.select("label"), label, settings.input().source().limits().classes());
      write(usables, labels, usable);
    } finally {
      read.unpersist();
    }
  }

  private Dataset<Row> read(Dataset<Row> rows, StructField label) {
    ImageColumn image = ImageColumn.of(rows.schema(), stage.getImageCol());
    Column path = stage.getPathCol().isEmpty() ? image.path() : Columns.named(stage.getPathCol());
    Column validation =
        stage.getValidationIndicatorCol().isEmpty()
            ? lit(false)
            : coalesce(Columns.named(stage.getValidationIndicatorCol()), lit(false));
    Dataset<Row> named =
        rows.select(
            validation.as("validation"),
            Labels.column(label).as("label"),
            path.as("path"),
            image.bytes().as("bytes"));
    Column digest = sha2(col("bytes"), 256);
    return named
        .withColumn("digest", digest)
        .withColumn("path", coalesce(col("path"), col("digest")));
  }

  /** How many rows can be used; refuses those that may not be left out. */
  private long counted(Dataset<Row> read) {
    Row counts =
        read.agg(
                count(lit(1L)),
                sum(col("bytes").isNull().cast("long")),
                sum(col("label").isNull().and(col("bytes").isNotNull()).cast("long")))
            .first();
    long rows = counts.getLong(0);
    if (rows == 0) {
      throw new DataException("the data frame is empty: expected rows of images and labels");
    }
    long withoutImage = counts.getLong(1);
    long withoutLabel = counts.getLong(2);
    double share = settings.input().maxBadFraction();
    if (withoutImage > share * rows) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows have no image in the column %s, more than data.max-bad-fraction = %s"
                  + " allows. Remove them, or raise the fraction with conf",
              withoutImage,
              rows,
              stage.getImageCol(),
              share));
    }
    if (withoutLabel > 0 && stage.getHandleInvalid().equals("error")) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%,d of %,d rows have no label in the column %s. Remove them, or set handleInvalid to"
                  + " skip",
              withoutLabel,
              rows,
              stage.getLabelCol()));
    }
    if (withoutImage + withoutLabel > 0) {
      warnings.accept(
          String.format(
              Locale.ROOT,
              "left out: %,d rows without an image, %,d without a label",
              withoutImage,
              withoutLabel));
    }
    return rows - withoutImage - withoutLabel;
  }

  private void write(Dataset<Row> rows, Labels labels, long count) {
    long files =
        Math.max(
            Math.min(count / FEWEST_IMAGES, spark.defaultParallelism()), count / IMAGES_OF_A_FILE);
    JavaRDD<Row> sorted =
        rows.withColumn("index", labels.index(col("label")))
            .repartitionByRange((int) Math.max(1, files), ORDER)
            .sortWithinPartitions(ORDER)
            .select("validation", "index", "path", "bytes")
            .toJavaRDD();
    StagedImages writing =
        new StagedImages(
            folder.images().toString(), labels.classes(), spark.broadcast(folder.storage()));
    List<Long> written =
        sorted
            .mapPartitionsWithIndex(
                (partition, part) -> List.of(writing.write(partition, part)).iterator(), false)
            .collect();
    long sum = written.stream().mapToLong(Long::longValue).sum();
    if (sum != count) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the data frame gives other rows each time it is computed: %,d at first, then %,d."
                  + " Cache or write it before the fit",
              count,
              sum));
    }
  }
}

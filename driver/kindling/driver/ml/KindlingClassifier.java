package kindling.driver.ml;

import kindling.driver.config.ConfigurationException;
import kindling.driver.ml.frame.Columns;
import kindling.driver.ml.frame.ImageColumn;
import kindling.driver.ml.frame.Labels;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a classifier of images on the rows of a data frame, as {@code kindling train} does: on the
 * same images, in whatever partitions they lie, the weights are the same bits. Lives on the driver,
 * in the Spark application of its user.
 */
public final class KindlingClassifier extends Estimator<KindlingModel>
    implements TrainingParams<KindlingClassifier>,
        PredictionParams<KindlingClassifier>,
        DefaultParamsWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;

  public KindlingClassifier() {
    this(Identifiable$.MODULE$.randomUID("KindlingClassifier"));
  }

  /**
   * A stage of a given name.
   *
   * @param uid that tells it from others
   */
  public KindlingClassifier(String uid) {
    this.uid = uid;
    Defaults.predictions(this);
    Defaults.training(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  /**
   * Trains.
   *
   * @throws ConfigurationException where parameters, columns or Spark's settings do not go
   * @throws kindling.data.DataException where the images or the labels cannot be used
   * @throws kindling.driver.train.round.DivergedException when a loss is not finite
   */
  @Override
  public KindlingModel fit(Dataset<?> rows) {
    transformSchema(rows.schema());
    return copyValues(
            new KindlingModel(KindlingModel.newUid(), new Fit(this, rows.sparkSession()).on(rows)),
            ParamMap.empty())
        .setParent(this);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(schema, getImageCol());
    Labels.check(Columns.field(schema, "labelCol", getLabelCol()));
    if (!getPathCol().isEmpty()) {
      check(
          Columns.field(schema, "pathCol", getPathCol()).dataType() instanceof StringType,
          "pathCol: expected strings in the column " + getPathCol());
    }
    if (!getValidationIndicatorCol().isEmpty()) {
      String name = getValidationIndicatorCol();
      check(
          Columns.field(schema, "validationIndicatorCol", name).dataType() instanceof BooleanType,
          "validationIndicatorCol: expected booleans in the column " + name);
    }
    return KindlingModel.added(schema, this);
  }

  private static void check(boolean holds, String expected) {
    if (!holds) {
      throw new ConfigurationException(expected + ", found another type");
    }
  }

  @Override
  public KindlingClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<KindlingClassifier> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads a stage from its folder. */
  public static KindlingClassifier load(String path) {
    return read().load(path);
  }
}

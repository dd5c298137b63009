package kindling.driver.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.EngineSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.ml.frame.AddedColumns;
import kindling.driver.ml.frame.Columns;
import kindling.driver.ml.frame.ImageColumn;
import kindling.driver.predict.PredictionNetwork;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds to each row the embedding of its image, what the last linear layer of a network takes: for
 * Spark's own classifiers. The weights are read when rows are first transformed. Lives on the
 * driver.
 */
public final class KindlingFeaturizer extends Transformer
    implements ImageParams<KindlingFeaturizer>, DefaultParamsWritable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(KindlingFeaturizer.class);

  /** A network that was read, and what it computes with. */
  private record Ready(
      String weights,
      List<String> given,
      EngineSettings engine,
      int size,
      Broadcast<TrainedNetwork> sent) {
    boolean isOf(String path, List<String> settings) {
      return weights.equals(path) && given.equals(settings) && sent.isValid();
    }
  }

  private final String uid;
  private transient Ready ready;

  public KindlingFeaturizer() {
    this(Identifiable$.MODULE$.randomUID("KindlingFeaturizer"));
  }

  /**
   * A stage of a given name.
   *
   * @param uid that tells it from others
   */
  public KindlingFeaturizer(String uid) {
    this.uid = uid;
    Defaults.images(this);
    setDefault(outputCol(), "features");
    setDefault(imageSize(), 0);
    setDefault(conf(), new String[0]);
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Where the weights are; has no default. */
  public Param<String> weights() {
    return new Param<>(
        this,
        "weights",
        "a run folder, the folder of a KindlingModel, or a safetensors, PyTorch or Keras file");
  }

  public String getWeights() {
    return getOrDefault(weights());
  }

  public KindlingFeaturizer setWeights(String value) {
    return Chained.set(this, weights(), value);
  }

  /** Column of embeddings, vectors: {@code features}. */
  public Param<String> outputCol() {
    return new Param<>(this, "outputCol", "column of embeddings (vector)");
  }

  public String getOutputCol() {
    return getOrDefault(outputCol());
  }

  public KindlingFeaturizer setOutputCol(String value) {
    return Chained.set(this, outputCol(), value);
  }

  /** The network of weights that say nothing of it; not set. */
  public Param<String> architecture() {
    return new Param<>(this, "architecture", "the network, where the weights are no run's");
  }

  public String getArchitecture() {
    return getOrDefault(architecture());
  }

  public KindlingFeaturizer setArchitecture(String value) {
    return Chained.set(this, architecture(), value);
  }

  /** Pixels of both sides of its images; 0: as the weights were trained. */
  public IntParam imageSize() {
    return new IntParam(
        this,
        "imageSize",
        "height and width in pixels that the network takes; 0: as the weights were trained",
        ParamValidators.gtEq(0));
  }

  public int getImageSize() {
    return (int) getOrDefault(imageSize());
  }

  public KindlingFeaturizer setImageSize(int value) {
    return Chained.set(this, imageSize(), value);
  }

  /** Other settings, each {@code key=value}: none. */
  public StringArrayParam conf() {
    return new StringArrayParam(
        this, "conf", "other settings as on the command line, each key=value");
  }

  public String[] getConf() {
    return getOrDefault(conf());
  }

  public KindlingFeaturizer setConf(String... values) {
    return Chained.set(this, conf(), values);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType schema = transformSchema(rows.schema());
    Ready network = ready(rows.sparkSession().sparkContext());
    StructType described = new StructType();
    for (StructField field : schema.fields()) {
      described =
          described.add(
              field.name().equals(getOutputCol())
                  ? new AttributeGroup(getOutputCol(), network.size).toStructField()
                  : field);
    }
    return new AddedColumns(
            described,
            network.sent,
            network.engine,
            Classifier.Outputs.LOGITS_AND_FEATURES,
            new Embedding())
        .to(rows, getImageCol(), getHandleInvalid());
  }

  private static final class Embedding implements AddedColumns.Values {
    private static final long serialVersionUID = 1L;

    @Override
    public Object[] of(Prediction prediction) {
      return new Object[] {KindlingModel.vector(prediction.features())};
    }

    @Override
    public int count() {
      return 1;
    }
  }

  private synchronized Ready ready(SparkContext spark) {
    List<String> given = given();
    if (ready == null || !ready.isOf(getWeights(), given)) {
      Storage storage = new Storage(spark.hadoopConfiguration());
      Console console = Console.warnings(LOG::warn);
      Settings settings = WeightsSettings.of(getWeights(), given, storage);
      TrainedNetwork network =
          PredictionNetwork.of(settings, Optional.empty(), storage, console)
              .read(
                  () -> {
                    throw new ConfigurationException(
                        "imageSize: expected the size of the images that the weights were trained"
                            + " on, which they do not say; set it, and data.channels with conf");
                  })
              .network();
      int size =
          Classifier.Outputs.LOGITS_AND_FEATURES.of(network.architecture()).classes()
              - network.architecture().classes();
      ready =
          new Ready(
              getWeights(),
              given,
              settings.engine(),
              size,
              spark.broadcast(
                  network.folded(), scala.reflect.ClassTag$.MODULE$.apply(TrainedNetwork.class)));
    }
    return ready;
  }

  private List<String> given() {
    if (!isSet(weights())) {
      throw new ConfigurationException(
          "weights: expected a run folder, a model's folder or a file of weights, found none; name"
              + " it with weights");
    }
    List<String> given = new ArrayList<>(List.of(getConf()));
    if (isSet(architecture())) {
      given.add("architecture=" + getArchitecture());
    }
    if (getImageSize() > 0) {
      given.add("data.height=" + getImageSize());
      given.add("data.width=" + getImageSize());
    }
    return List.copyOf(given);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(schema, getImageCol());
    StructField added =
        new StructField(getOutputCol(), SQLDataTypes.VectorType(), true, Metadata.empty());
    return Columns.with(schema, "outputCol", added);
  }

  @Override
  public KindlingFeaturizer copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /** Reads what {@code write} wrote. */
  public static MLReader<KindlingFeaturizer> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads a stage from its folder. */
  public static KindlingFeaturizer load(String path) {
    return read().load(path);
  }
}

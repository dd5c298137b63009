package kindling.driver.ml;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kindling.data.Storage;
import kindling.driver.ml.frame.AddedColumns;
import kindling.driver.ml.frame.Columns;
import kindling.driver.ml.frame.ImageColumn;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import kindling.model.inference.TrainedNetwork;
import org.apache.hadoop.fs.Path;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWriter;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A trained classifier of images: adds to each row the logits, the probabilities and the index of
 * the most probable class. Lives on the driver; executors get the network once.
 */
public final class KindlingModel extends Model<KindlingModel>
    implements PredictionParams<KindlingModel>, MLWritable {
  private static final long serialVersionUID = 1L;

  private final String uid;
  private SavedNetwork saved;
  private transient TrainedNetwork network;
  private transient Broadcast<TrainedNetwork> sent;

  /** A model that {@link #load} puts a network into. */
  public KindlingModel(String uid) {
    this.uid = uid;
    Defaults.predictions(this);
  }

  KindlingModel(String uid, SavedNetwork saved) {
    this(uid);
    this.saved = saved;
  }

  static String newUid() {
    return Identifiable$.MODULE$.randomUID("KindlingModel");
  }

  @Override
  public String uid() {
    return uid;
  }

  /** The names of the classes, by the index that {@code prediction} gives. */
  public String[] labels() {
    return network().classes().toArray(String[]::new);
  }

  /** How many there are: the length of the vectors. */
  public int numClasses() {
    return network().classes().size();
  }

  /** The network's name, such as resnet20. */
  public String architecture() {
    return network().architecture().name();
  }

  private synchronized TrainedNetwork network() {
    if (network == null) {
      network = saved.network();
    }
    return network;
  }

  private synchronized Broadcast<TrainedNetwork> sent(SparkSession spark) {
    if (sent == null || !sent.isValid()) {
      sent =
          spark
              .sparkContext()
              .broadcast(
                  network().folded(), scala.reflect.ClassTag$.MODULE$.apply(TrainedNetwork.class));
    }
    return sent;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType schema = transformSchema(rows.schema());
    List<Value> values = new ArrayList<>();
    if (!getRawPredictionCol().isEmpty()) {
      values.add(Value.LOGITS);
    }
    if (!getProbabilityCol().isEmpty()) {
      values.add(Value.PROBABILITIES);
    }
    if (!getPredictionCol().isEmpty()) {
      values.add(Value.LABEL);
    }
    return new AddedColumns(
            schema,
            sent(rows.sparkSession()),
            saved.engine(),
            Classifier.Outputs.LOGITS,
            new Chosen(List.copyOf(values)))
        .to(rows, getImageCol(), getHandleInvalid());
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(schema, getImageCol());
    return added(schema, this, labels());
  }

  /** The schema with the columns of predictions. */
  static StructType added(StructType schema, PredictionParams<?> params, String... labels) {
    StructType all = schema;
    if (!params.getRawPredictionCol().isEmpty()) {
      all = Columns.with(all, "rawPredictionCol", vector(params.getRawPredictionCol(), labels));
    }
    if (!params.getProbabilityCol().isEmpty()) {
      all = Columns.with(all, "probabilityCol", vector(params.getProbabilityCol(), labels));
    }
    if (!params.getPredictionCol().isEmpty()) {
      String name = params.getPredictionCol();
      Metadata metadata = labels.length == 0 ? Metadata.empty() : Columns.classes(name, labels);
      StructField field = new StructField(name, DataTypes.DoubleType, true, metadata);
      all = Columns.with(all, "predictionCol", field);
    }
    return all;
  }

  /** Before training nobody knows how many classes there are. */
  private static StructField vector(String name, String... labels) {
    return labels.length == 0
        ? new StructField(name, SQLDataTypes.VectorType(), true, Metadata.empty())
        : new AttributeGroup(name, labels.length).toStructField();
  }

  /** What a column of predictions holds. */
  private enum Value {
    LOGITS {
      @Override
      Object of(Prediction prediction) {
        return vector(prediction.logits());
      }
    },
    PROBABILITIES {
      @Override
      Object of(Prediction prediction) {
        return Vectors.dense(prediction.probabilities());
      }
    },
    LABEL {
      @Override
      Object of(Prediction prediction) {
        return (double) prediction.label();
      }
    };

    abstract Object of(Prediction prediction);
  }

  private record Chosen(List<Value> values) implements AddedColumns.Values {
    @Override
    public Object[] of(Prediction prediction) {
      return values.stream().map(value -> value.of(prediction)).toArray();
    }

    @Override
    public int count() {
      return values.size();
    }
  }

  static Vector vector(float... values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return Vectors.dense(doubles);
  }

  @Override
  public KindlingModel copy(ParamMap extra) {
    KindlingModel copy = copyValues(new KindlingModel(uid, saved), extra);
    if (hasParent()) {
      copy.setParent(parent());
    }
    synchronized (this) {
      copy.network = network;
      copy.sent = sent;
    }
    return copy;
  }

  /** Writes the parameters as Spark ML's models do, and the network beside them. */
  @Override
  public MLWriter write() {
    return new MLWriter() {
      @Override
      public void saveImpl(String path) {
        try {
          new DefaultParamsWriter(KindlingModel.this).session(sparkSession()).save(path);
          saved.write(new Path(path), storage(sparkSession()));
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
  }

  /** Reads what {@link #write} wrote. */
  public static MLReader<KindlingModel> read() {
    return new MLReader<>() {
      @Override
      public KindlingModel load(String path) {
        KindlingModel model = new DefaultParamsReader<KindlingModel>().load(path);
        model.saved = SavedNetwork.read(new Path(path), storage(sparkSession()));
        return model;
      }
    };
  }

  /** Reads a model from its folder. */
  public static KindlingModel load(String path) {
    return read().load(path);
  }

  private static Storage storage(SparkSession spark) {
    return new Storage(spark.sparkContext().hadoopConfiguration());
  }
}

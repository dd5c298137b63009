package kindling.driver.predict;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.TimestampType;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeoutException;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Interruption;
import kindling.driver.cluster.TaskFailure;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.model.inference.TrainedNetwork;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.StructType;

/**
 * Classifies images that arrive in a folder, each once, whenever the command is killed and started
 * again: what was classified is in the checkpoint beside the rows. Lives on the driver.
 *
 * @param settings whose {@code data.path} is the folder
 */
public record PredictionStream(
    JavaSparkContext spark,
    Settings settings,
    PredictionNetwork weights,
    PredictionColumns columns,
    Arrival arrival,
    Console console) {
  private static final int IMAGES_OF_BATCH = 1_024;
  private static final long POLLING_MILLIS = 200;

  /** Of Spark's source of binary files. */
  private static final StructType FILES =
      new StructType()
          .add("path", StringType)
          .add("modificationTime", TimestampType)
          .add("length", LongType)
          .add("content", BinaryType);

  /** How long the command waits for images. */
  public enum Arrival {
    /** Until it is told to end. */
    ALWAYS,
    /** It ends with the images that are there. */
    ONCE
  }

  /**
   * Classifies images until there are no more to wait for.
   *
   * @param target the folder of the rows and of the checkpoint
   * @throws kindling.driver.run.folder.RunFolderException where the folder holds something else
   */
  public void run(String target) {
    Storage storage = weights.storage();
    Path folder = storage.qualify(settings.input().source().path());
    checkFolder(folder, storage);
    PredictionNetwork.Read read = weights.read(PredictionStream::unknown);
    StreamFolder out = new StreamFolder(storage.qualify(target), storage);
    out.begin(new StreamFolder.Origin(folder.toString(), read.sha256(), columns.schema().json()));
    SparkSession session = SparkSession.builder().config(spark.getConf()).getOrCreate();
    out.removeUncommitted(session, columns);
    ImagePrediction prediction =
        new ImagePrediction(
            spark.broadcast(read.network().folded()),
            Predictions.engine(spark, settings, console),
            columns);
    Dataset<Row> images =
        session
            .readStream()
            .format("binaryFile")
            .schema(FILES)
            .option("recursiveFileLookup", true)
            .option("maxFilesPerTrigger", IMAGES_OF_BATCH)
            .load(escaped(folder))
            .select("path", "content");
    try {
      StreamingQuery query =
          images
              .mapPartitions(rows(prediction), Encoders.row(columns.schema()))
              .writeStream()
              .format("parquet")
              .option("checkpointLocation", out.checkpoint().toString())
              .trigger(arrival == Arrival.ONCE ? Trigger.AvailableNow() : Trigger.ProcessingTime(0))
              .start(out.path().toString());
      session.streams().addListener(new StreamProgress(console));
      while (!query.awaitTermination(POLLING_MILLIS)) {
        if (Interruption.isUnderWay()) {
          query.stop();
        }
      }
    } catch (StreamingQueryException | TimeoutException e) {
      Throwable cause = TaskFailure.cause(e.getCause() == null ? e : e.getCause());
      throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
    console.result("%s", out.path());
  }

  private static ImageShape unknown() {
    throw new ConfigurationException(
        "expected weights of a run, whose images have a size, or that size in data.height,"
            + " data.width and data.channels; found neither");
  }

  private static void checkFolder(Path folder, Storage storage) {
    try {
      if (!storage.exists(folder)
          || !storage.fileSystem(folder).getFileStatus(folder).isDirectory()) {
        throw new DataException(
            "--data: expected a folder that images arrive in at " + folder + ", found none");
      }
    } catch (IOException e) {
      throw new DataException("cannot read the folder " + folder + ": " + Storage.reason(e), e);
    }
  }

  /** Spark takes paths for patterns. */
  private static String escaped(Path folder) {
    return folder.toString().replaceAll("([\\[\\]{}*?\\\\])", "\\\\$1");
  }

  private static MapPartitionsFunction<Row, Row> rows(ImagePrediction prediction) {
    return files -> new Rows(prediction, files);
  }

  /** Rows of files, as many files at a time as a batch of the network holds. */
  private static final class Rows implements Iterator<Row> {
    private final ImagePrediction prediction;
    private final Iterator<Row> files;
    private Iterator<Row> ready = List.<Row>of().iterator();

    Rows(ImagePrediction prediction, Iterator<Row> files) {
      this.prediction = prediction;
      this.files = files;
    }

    @Override
    public boolean hasNext() {
      return ready.hasNext() || files.hasNext();
    }

    @Override
    public Row next() {
      if (!ready.hasNext()) {
        List<String> paths = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        while (files.hasNext() && paths.size() < ImagePrediction.BATCH_SIZE) {
          Row file = files.next();
          paths.add(file.getString(0));
          contents.add(file.getAs(1));
        }
        Broadcast<TrainedNetwork> network = prediction.network();
        ready =
            prediction
                .rows(paths, position -> network.value().read(contents.get(position)))
                .iterator();
      }
      return ready.next();
    }
  }
}

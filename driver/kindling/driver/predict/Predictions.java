package kindling.driver.predict;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.data.Storage;
import kindling.data.source.Examples;
import kindling.data.source.UnlabeledImages;
import kindling.driver.cluster.AgreedEngine;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.Interruption;
import kindling.driver.cluster.Progress;
import kindling.driver.cluster.SilencedLoggers;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.SparkDirectories;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.inference.TrainedNetwork;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;

/**
 * Classifies all images of a source, and writes a row for each by Spark's committer: there are
 * files when all are whole. Lives on the driver.
 *
 * @param settings whose {@code init.from} names the weights and {@code data.path} the images
 */
public record Predictions(
    JavaSparkContext spark,
    Settings settings,
    PredictionNetwork weights,
    PredictionColumns columns,
    OutputFormat format,
    Console console) {
  private static final int IMAGES_OF_PART = 1_024;

  /** What was written. */
  public record Result(
      String out, String weightsSha256, long images, long unreadable, double seconds) {
    /** The object of {@code --json}. */
    public Map<String, Object> json() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("out", out);
      json.put("weights_sha256", weightsSha256);
      json.put("images", images);
      json.put("unreadable", unreadable);
      json.put("seconds", seconds);
      return json;
    }

    /** A line for people. */
    public void show(Console console) {
      console.result(
          "%s",
          String.format(
              Locale.ROOT,
              "%,d images classified%s, %,.0f images/s, %.0f s in all",
              images - unreadable,
              unreadable == 0
                  ? ""
                  : String.format(
                      Locale.ROOT, ", %,d unreadable (column error says why)", unreadable),
              images / seconds,
              seconds));
      console.result("%s", out);
    }
  }

  /**
   * Classifies the images.
   *
   * @param target the folder that rows go into
   * @throws kindling.data.DataException where there are no images
   * @throws kindling.driver.run.folder.RunFolderException where the folder holds something, or
   *     cannot be written
   */
  @SuppressWarnings("try") // progress is shown, and Spark is silent, while the job runs
  public Result run(String target) {
    Stopwatch stopwatch = Stopwatch.start();
    Storage storage = weights.storage();
    OutputFolder out = new OutputFolder(storage.qualify(target), storage);
    UnlabeledImages images =
        UnlabeledImages.list(weights.images(), storage, new SparkDirectories(spark));
    console.remark("data: %s", images.description());
    PredictionNetwork.Read read = weights.read(images::shape);
    TrainedNetwork network = read.network();
    EngineSpec engine = engine(spark, settings, console);
    out.create();
    LongAccumulator classified = spark.sc().longAccumulator();
    Broadcast<TrainedNetwork> sent = spark.broadcast(network.folded());
    PredictionTasks tasks =
        new PredictionTasks(
            new ImagePrediction(sent, engine, columns),
            images.source(),
            spark.broadcast(storage),
            classified);
    try (SilencedLoggers silenced = SilencedLoggers.ofWriting();
        Progress progress = console.progress("predicting", images.examples().size());
        CountedProgress counted = CountedProgress.of(progress, classified::value)) {
      write(tasks, images, out);
    } catch (Exception e) {
      throw out.failed(e);
    }
    long unreadable = format.unreadable(session(), columns, out.path().toString());
    return new Result(
        out.path().toString(),
        read.sha256(),
        images.examples().size(),
        unreadable,
        stopwatch.seconds());
  }

  private SparkSession session() {
    return SparkSession.builder().config(spark.getConf()).getOrCreate();
  }

  private void write(PredictionTasks tasks, UnlabeledImages images, OutputFolder out) {
    spark.setJobDescription("predicting");
    List<Examples> parts = PredictionTasks.parts(images, IMAGES_OF_PART);
    JavaRDD<Row> rows = spark.parallelize(parts, parts.size()).flatMap(tasks::rows);
    try {
      format.write(session().createDataFrame(rows, columns.schema()), out.path().toString());
    } finally {
      Interruption.awaitTasks(spark);
    }
  }

  /** The engine that the executors agree on. */
  static EngineSpec engine(JavaSparkContext spark, Settings settings, Console console) {
    EngineRequest request = settings.engine().request().on(AssignedGpu.device(spark.getConf()));
    int tasks = spark.defaultParallelism();
    spark.setJobDescription("asking for engines");
    List<EngineOffer> offers =
        spark
            .parallelize(Collections.nCopies(tasks, request), tasks)
            .map(Engines::offer)
            .distinct()
            .collect();
    String agreed = AgreedEngine.of(offers, console);
    console.remark("engine: %s", agreed);
    return new EngineSpec(request, agreed, settings.engine().threadsPerWorker());
  }
}

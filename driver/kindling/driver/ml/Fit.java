package kindling.driver.ml;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import kindling.data.Storage;
import kindling.driver.cluster.Cluster;
import kindling.driver.cluster.TaskFailure;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.SharedData;
import kindling.driver.run.StartMode;
import kindling.driver.train.TrainingRun;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Training on the rows of a data frame: they are laid down as a data set of the command line, and
 * the run that {@code kindling train} makes is made on them, in the user's Spark application. Lives
 * on the driver.
 */
record Fit(KindlingClassifier stage, SparkSession session) {
  private static final Logger LOG = LoggerFactory.getLogger(Fit.class);
  private static final String DESCRIPTION = "spark.job.description";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  /** Trains; what fails is the user's problem in a line where it is one. */
  SavedNetwork on(Dataset<?> rows) {
    SparkContext spark = session.sparkContext();
    Storage storage = new Storage(spark.hadoopConfiguration());
    String description = spark.getLocalProperty(DESCRIPTION);
    try (StagingFolder folder = StagingFolder.create(stage.getStagingDir(), spark, storage)) {
      StagedNames names = new StagedNames(folder.images(), storage);
      try {
        return trained(rows, folder, names);
      } catch (RuntimeException e) {
        throw TaskFailure.cause(e) instanceof RuntimeException cause ? names.of(cause) : e;
      }
    } finally {
      spark.setLocalProperty(DESCRIPTION, description);
    }
  }

  private SavedNetwork trained(Dataset<?> rows, StagingFolder folder, StagedNames names) {
    Path run = run(folder);
    Settings settings = FitSettings.of(stage, folder.images(), run);
    JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
    SparkConf conf = spark.getConf().setIfMissing("spark.task.cpus", "1");
    Cluster.check(conf, settings.engine().threadsPerWorker());
    new Staging(stage, spark, settings, folder, LOG::warn).write(rows);
    try (SharedData data = new SharedData()) {
      new TrainingRun(spark, settings, StartMode.NEW, data, names.console(LOG::warn)).run();
    }
    return SavedNetwork.read(run, folder.storage());
  }

  /** A folder of its own for each fit: several may be under way. */
  private Path run(StagingFolder folder) {
    if (stage.getRunDir().isEmpty()) {
      return folder.run();
    }
    String name =
        stage.uid()
            + "-"
            + STAMP.format(LocalDateTime.now(ZoneOffset.UTC))
            + "-"
            + UUID.randomUUID().toString().substring(0, 4);
    return new Path(folder.storage().qualify(stage.getRunDir()), name);
  }
}

package kindling.driver.train;

import java.io.IOException;
import java.util.Optional;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.Session;
import kindling.driver.evaluate.SharedData;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.RunFolder;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.log.LoggedConsole;
import kindling.driver.run.log.RunLog;
import kindling.driver.run.metrics.History;
import kindling.driver.train.round.DivergedException;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One training run from its settings to its result: reads the data, trains, scores the test split.
 * Lives on the driver.
 */
public final class TrainingRun {
  private final JavaSparkContext spark;
  private final Settings settings;
  private final StartMode mode;
  private final SharedData data;
  private final Console console;
  private final Stopwatch stopwatch = Stopwatch.start();

  /**
   * A run to be.
   *
   * @param data that other runs may have read already, and may use after this one
   */
  public TrainingRun(
      JavaSparkContext spark, Settings settings, StartMode mode, SharedData data, Console console) {
    this.spark = spark;
    this.settings = settings;
    this.mode = mode;
    this.data = data;
    this.console = new LoggedConsole(console);
  }

  /**
   * Runs to the end.
   *
   * @throws DataException when the data cannot be used
   * @throws RunFolderException when the run folder is in use or does not fit
   * @throws DivergedException when a loss is not finite
   */
  public TrainResult run() {
    try (ClaimedFolder claimed = claim()) {
      return use(claimed, () -> run(claimed));
    }
  }

  private TrainResult run(ClaimedFolder claimed) throws IOException {
    Optional<TrainResult> finished =
        mode == StartMode.AUTO
            ? RunFolder.result(claimed.root(), claimed.storage())
            : Optional.empty();
    if (finished.isPresent()) {
      console.remark("the run in %s is finished: nothing to do", claimed.root());
      return finished.get();
    }
    try (OpenRun run = OpenRun.open(session(), claimed, mode)) {
      return run.toTheEnd(stopwatch);
    }
  }

  /**
   * Trains up to and including an epoch, and leaves what follows, the test split's scores among it,
   * to a later start of the same run. Throws as {@link #run} does.
   *
   * @return the epochs so far
   */
  public History trainTo(int epoch) {
    try (ClaimedFolder claimed = claim()) {
      return use(
          claimed,
          () -> {
            try (OpenRun run = OpenRun.open(session(), claimed, mode)) {
              return run.to(Math.min(epoch, settings.workload().epochs()));
            }
          });
    }
  }

  /** Does it; what the executors log of it names the folder too. */
  private <T> T use(ClaimedFolder claimed, ClaimedFolder.Work<T> work) {
    spark.setLocalProperty(RunLog.FOLDER, claimed.root().toString());
    try {
      return claimed.use(console, work);
    } finally {
      spark.setLocalProperty(RunLog.FOLDER, null);
    }
  }

  private ClaimedFolder claim() {
    return ClaimedFolder.claim(
        "run", settings, settings.resolved(), mode, new Storage(spark.hadoopConfiguration()));
  }

  private Session session() {
    return Session.open(spark, settings, data, console).forTraining();
  }
}

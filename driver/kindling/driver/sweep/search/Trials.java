package kindling.driver.sweep.search;

import java.io.IOException;
import java.util.List;
import java.util.SortedMap;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.training.ValidationMetric;
import kindling.driver.evaluate.SharedData;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.metrics.History;
import kindling.driver.sweep.method.Job;
import kindling.driver.train.TrainingRun;
import kindling.driver.train.round.DivergedException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Trains the trials of a search, each a run of its own in {@code trial-NNNN}, perhaps several at
 * once in one Spark application. Lives on the driver.
 */
final class Trials {
  private final JavaSparkContext spark;
  private final SearchPlan plan;
  private final Path root;
  private final TrialTable table;
  private final SharedData data;

  Trials(JavaSparkContext spark, SearchPlan plan, Path root, TrialTable table, SharedData data) {
    this.spark = spark;
    this.plan = plan;
    this.root = root;
    this.table = table;
    this.data = data;
  }

  /**
   * Trains a trial as far as the job says, from where it was left. Training that diverges, and
   * settings that do not go together, are results.
   *
   * @param number of the job, counted from 1
   * @param rung how often the trial has been let go on
   */
  TrialResult train(int number, int rung, Job job, SortedMap<String, String> point)
      throws IOException {
    Stopwatch time = Stopwatch.start();
    spark.setLocalProperty("spark.scheduler.pool", name(job.trial()));
    table.started(number, job, point);
    TrainingRun run;
    try {
      run = run(job.trial(), point);
    } catch (ConfigurationException e) {
      return failed(number, rung, job, point, e, time);
    }
    try {
      History history = run.trainTo(job.epochs());
      return new TrialResult(
          number,
          job.trial(),
          rung,
          point,
          history.epochs(),
          history.values(ValidationMetric.ACCURACY),
          null,
          time.seconds());
    } catch (DivergedException e) {
      return failed(number, rung, job, point, e, time);
    }
  }

  private static TrialResult failed(
      int number,
      int rung,
      Job job,
      SortedMap<String, String> point,
      RuntimeException why,
      Stopwatch time) {
    return new TrialResult(
        number, job.trial(), rung, point, 0, List.of(), why.getMessage(), time.seconds());
  }

  /** Trains a trial to its end and scores it on the test split. */
  TrainResult finish(int trial, SortedMap<String, String> point) throws IOException {
    return run(trial, point).run();
  }

  private TrainingRun run(int trial, SortedMap<String, String> point) {
    String name = name(trial);
    Settings settings = plan.trial(point, new Path(root, name).toString());
    Console console = Console.warnings(warning -> table.warn(name + ": " + warning));
    return new TrainingRun(spark, settings, StartMode.AUTO, data, console);
  }

  private static String name(int trial) {
    return String.format("trial-%04d", trial);
  }
}

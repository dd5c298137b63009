package kindling.driver.sweep.search;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import kindling.driver.sweep.RunFailures;
import kindling.driver.sweep.method.Job;
import kindling.driver.train.TrainingRun;
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
  private volatile RuntimeException lastFailure;

  Trials(JavaSparkContext spark, SearchPlan plan, Path root, TrialTable table, SharedData data) {
    this.spark = spark;
    this.plan = plan;
    this.root = root;
    this.table = table;
    this.data = data;
  }

  /**
   * Trains a trial as far as the job says, from where it was left. A failure that is the trial's
   * own is a result.
   *
   * @param number of the job, counted from 1
   * @param rung how often the trial has been let go on
   */
  TrialResult train(int number, int rung, Job job, SortedMap<String, String> point)
      throws IOException {
    Stopwatch time = Stopwatch.start();
    spark.setLocalProperty("spark.scheduler.pool", name(job.trial()));
    table.started(number, job, point);
    Settings settings;
    try {
      settings = settings(job.trial(), point);
    } catch (ConfigurationException e) {
      return failed(number, rung, job, point, e, time);
    }
    try {
      History history = run(job.trial(), settings).trainTo(job.epochs());
      return new TrialResult(
          number,
          job.trial(),
          rung,
          point,
          history.epochs(),
          history.values(ValidationMetric.ACCURACY),
          null,
          time.seconds());
    } catch (Throwable e) {
      Optional<RuntimeException> own = RunFailures.own(e, settings, plan.settings());
      if (own.isEmpty()) {
        throw e;
      }
      return failed(number, rung, job, point, own.get(), time);
    }
  }

  private TrialResult failed(
      int number,
      int rung,
      Job job,
      SortedMap<String, String> point,
      RuntimeException why,
      Stopwatch time) {
    lastFailure = why;
    return new TrialResult(
        number, job.trial(), rung, point, 0, List.of(), why.getMessage(), time.seconds());
  }

  /**
   * Trains a trial to its end and scores it on the test split; nothing where it fails by itself.
   */
  Optional<TrainResult> finish(int trial, SortedMap<String, String> point) {
    Settings settings = settings(trial, point);
    try {
      return Optional.of(run(trial, settings).run());
    } catch (Throwable e) {
      Optional<RuntimeException> own = RunFailures.own(e, settings, plan.settings());
      if (own.isEmpty()) {
        throw e;
      }
      lastFailure = own.get();
      table.warn(
          String.format(
              Locale.ROOT, "trial %d, trained to its end: %s", trial, own.get().getMessage()));
      return Optional.empty();
    }
  }

  /** What ends a search of whose trials none could be trained. */
  RuntimeException noneTrained(List<TrialResult> ranked) {
    return RunFailures.noneTrained(
        ranked.size(),
        ranked.get(ranked.size() - 1).failure(),
        Optional.ofNullable(lastFailure),
        "Narrow search.space.");
  }

  private Settings settings(int trial, SortedMap<String, String> point) {
    return plan.trial(point, new Path(root, name(trial)).toString());
  }

  private TrainingRun run(int trial, Settings settings) {
    String name = name(trial);
    Console console = Console.warnings(warning -> table.warn(name + ": " + warning));
    return new TrainingRun(spark, settings, StartMode.AUTO, data, console);
  }

  private static String name(int trial) {
    return String.format(Locale.ROOT, "trial-%04d", trial);
  }
}

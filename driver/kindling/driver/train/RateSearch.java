package kindling.driver.train;

import java.util.ArrayList;
import java.util.List;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Progress;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.dataset.Dataset;
import kindling.driver.evaluate.Session;
import kindling.driver.evaluate.SharedData;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.DivergedException;
import kindling.driver.train.round.Rounds;
import kindling.model.optimizer.Schedule;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A learning-rate range test (Smith, Cyclical Learning Rates for Training Neural Networks, 2017,
 * section 3.3): some rounds of training whose rate grows from step to step by a factor, until the
 * loss diverges. Reads the data as a run does and writes nothing. Lives on the driver.
 */
public record RateSearch(
    JavaSparkContext spark, Settings settings, Course course, Console console) {
  /** The lowest and the highest rate and in how many rounds the one becomes the other. */
  public record Course(double low, double high, int rounds) {}

  /**
   * Runs the test.
   *
   * @throws kindling.data.DataException when the data cannot be used
   * @throws DivergedException when the loss is not finite from the start
   */
  public RateRange run() {
    try (SharedData data = new SharedData()) {
      return run(Session.open(spark, settings, data, console).forTraining());
    }
  }

  private RateRange run(Session session) {
    settings.resolved().remarks().forEach(console::warn);
    console.remark("data: %s", session.catalog().description());
    InitialWeights initial = InitialWeights.of(session);
    Dataset dataset = session.dataset();
    TrainingSpec spec = initial.spec(session, dataset);
    console.remark(
        "training %s with %s, at rates from %s to %s",
        spec.architecture().name(), spec.engine().description(), course.low, course.high);
    return run(spec, dataset, initial.state(session, spec, dataset));
  }

  private RateRange run(TrainingSpec spec, Dataset dataset, float[] initial) {
    List<RoundPlan> plans = plans(dataset);
    RoundPlan last = plans.get(plans.size() - 1);
    double examples = last.examplesBefore() + last.examples();
    Schedule rising = new Schedule.Exponential(course.low, course.high / course.low, examples);
    RateRange range = new RateRange(List.of());
    float[] state = initial;
    try (Phases phases =
            new Phases(spark, spec.with(spec.update().with(rising)), dataset, settings, console);
        Progress progress = console.progress("rates", (long) examples)) {
      for (RoundPlan plan : plans) {
        Rounds.Averaged averaged = phases.of(plan.epoch(), state).run(plan, state);
        state = averaged.state();
        progress.advance(plan.examples());
        range =
            range.with(
                rising.rate(plan.examplesBefore() + plan.examples() / 2.0),
                averaged.training().loss());
        if (range.diverges()) {
          break;
        }
      }
    } catch (DivergedException e) {
      if (range.points().isEmpty()) {
        throw e;
      }
      console.remark("%s", e.getMessage());
    }
    return range;
  }

  private List<RoundPlan> plans(Dataset dataset) {
    EpochPlan epochs =
        new EpochPlan(
            dataset.training().sizes(),
            settings.workload().batchSize(),
            settings.workload().accumulate(),
            settings.averaging().stepsPerRound().orElse(AveragingSettings.USUAL_STEPS),
            settings.workload().epochs());
    List<RoundPlan> plans = new ArrayList<>();
    for (int epoch = 1; plans.size() < course.rounds; epoch++) {
      plans.addAll(epochs.of(epoch));
    }
    return plans.subList(0, course.rounds);
  }
}

package kindling.driver.config.training;

import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.optimizer.Schedule;

/**
 * A learning-rate schedule whose lengths are in epochs or shares of the run, as people write it.
 *
 * @param course of the rate
 * @param rate the highest learning rate, for steps of {@code scaleBatch} examples
 * @param scaleBatch with steps of other sizes the rates grow in proportion (Goyal et al., Accurate,
 *     Large Minibatch SGD, 2017, section 2.1); 0: they do not
 * @param plateau lowers the rate where the validation split asks for it
 */
public record ScheduleSettings(Course course, double rate, int scaleBatch, Plateau plateau) {
  /** The schedules there are. */
  enum Kind {
    CONSTANT,
    STEP,
    MULTI_STEP,
    EXPONENTIAL,
    POLYNOMIAL,
    COSINE,
    WARMUP_COSINE,
    ONE_CYCLE,
    PLATEAU
  }

  /** A schedule whose lengths are not in examples yet. */
  @FunctionalInterface
  interface Course {
    /**
     * The same in examples.
     *
     * @param scale of all rates
     * @param epoch examples of an epoch
     * @param total examples of the run
     */
    Schedule over(double scale, double epoch, double total);
  }

  public static ScheduleSettings read(KeyReader keys) {
    double rate = keys.number("schedule.rate", 0.1, Range.POSITIVE);
    int scaleBatch = keys.count("schedule.scale-batch", 0, 0);
    return keys.chosen(
        "schedule.kind",
        Kind.WARMUP_COSINE,
        (kind, own) ->
            new ScheduleSettings(
                course(kind, own, rate),
                rate,
                scaleBatch,
                kind == Kind.PLATEAU ? Plateau.read(own, rate) : Plateau.NONE));
  }

  private static Course course(Kind kind, KeyReader keys, double rate) {
    return switch (kind) {
      case CONSTANT, PLATEAU ->
          warmed(keys, warmup -> (scale, epoch, total) -> new Schedule.Constant(scale * rate));
      case STEP -> step(keys, rate);
      case MULTI_STEP -> multiStep(keys, rate);
      case EXPONENTIAL -> exponential(keys, rate);
      case POLYNOMIAL -> polynomial(keys, rate);
      case COSINE -> cosine(keys, rate);
      case WARMUP_COSINE -> warmupCosine(keys, rate);
      case ONE_CYCLE -> oneCycle(keys, rate);
    };
  }

  /**
   * The same in examples, which do not depend on workers or batches.
   *
   * @param examplesPerStep of all workers together
   */
  public Schedule over(long examplesPerEpoch, int epochs, long examplesPerStep) {
    double scale = scaleBatch == 0 ? 1 : (double) examplesPerStep / scaleBatch;
    return course.over(scale, examplesPerEpoch, (double) examplesPerEpoch * epochs);
  }

  /** A course behind a warm-up over a share of the run, which it may depend on. */
  private static Course warmed(KeyReader keys, DoubleFunction<Course> behind) {
    double fraction = keys.number("schedule.warmup-fraction", 0, Range.BELOW_ONE);
    Course then = behind.apply(fraction);
    return fraction == 0
        ? then
        : (scale, epoch, total) ->
            new Schedule.Warmup(fraction * total, then.over(scale, epoch, total));
  }

  static double finalRate(KeyReader keys, double rate) {
    double finalRate = keys.number("schedule.final-rate", 0, Range.NOT_NEGATIVE);
    if (finalRate > rate) {
      keys.reject("schedule.final-rate", "at most schedule.rate = " + rate);
    }
    return Math.min(finalRate, rate);
  }

  private static Course step(KeyReader keys, double rate) {
    double factor = keys.number("schedule.factor", 0.1, Range.POSITIVE);
    double every = keys.number("schedule.every-epochs", 30, Range.POSITIVE);
    return warmed(
        keys,
        warmup -> (scale, epoch, total) -> new Schedule.Step(scale * rate, factor, every * epoch));
  }

  private static Course multiStep(KeyReader keys, double rate) {
    double factor = keys.number("schedule.factor", 0.1, Range.POSITIVE);
    List<Double> at = keys.numbers("schedule.at-epochs", Range.POSITIVE);
    boolean rising = IntStream.range(1, at.size()).allMatch(i -> at.get(i - 1) < at.get(i));
    if (at.isEmpty() || !rising) {
      keys.reject("schedule.at-epochs", "rising epochs such as [30, 60, 80]");
    }
    return warmed(
        keys,
        warmup ->
            (scale, epoch, total) ->
                new Schedule.MultiStep(
                    scale * rate, factor, at.stream().map(e -> e * epoch).toList()));
  }

  private static Course exponential(KeyReader keys, double rate) {
    double factor = keys.number("schedule.factor", 0.95, Range.POSITIVE);
    double every = keys.number("schedule.every-epochs", 1, Range.POSITIVE);
    return warmed(
        keys,
        warmup ->
            (scale, epoch, total) -> new Schedule.Exponential(scale * rate, factor, every * epoch));
  }

  private static Course polynomial(KeyReader keys, double rate) {
    double power = keys.number("schedule.power", 1, Range.POSITIVE);
    double last = finalRate(keys, rate);
    return warmed(
        keys,
        warmup ->
            (scale, epoch, total) ->
                new Schedule.Polynomial(scale * rate, power, warmup * total, total, scale * last));
  }

  private static Course cosine(KeyReader keys, double rate) {
    double last = finalRate(keys, rate);
    double length = keys.number("schedule.restart-epochs", 0, Range.NOT_NEGATIVE);
    double factor =
        keys.onlyWhen(length > 0, "schedule.restart-epochs = 0")
            .number("schedule.restart-factor", 1, Range.AT_LEAST_ONE);
    if (length == 0) {
      return warmed(
          keys,
          warmup ->
              (scale, epoch, total) ->
                  new Schedule.WarmupCosine(scale * rate, warmup * total, total, scale * last));
    }
    return warmed(
        keys,
        warmup ->
            (scale, epoch, total) ->
                new Schedule.CosineRestarts(
                    scale * rate, warmup * total, length * epoch, factor, scale * last));
  }

  private static Course warmupCosine(KeyReader keys, double rate) {
    double warmup = keys.number("schedule.warmup-fraction", 0.1, Range.BELOW_ONE);
    double last = finalRate(keys, rate);
    return (scale, epoch, total) ->
        new Schedule.WarmupCosine(scale * rate, warmup * total, total, scale * last);
  }

  private static Course oneCycle(KeyReader keys, double rate) {
    double peak = keys.number("schedule.peak-fraction", 0.3, Range.INNER_FRACTION);
    double first = rate / keys.number("schedule.div-factor", 25, Range.AT_LEAST_ONE);
    double last = first / keys.number("schedule.final-div-factor", 1e4, Range.AT_LEAST_ONE);
    return (scale, epoch, total) ->
        new Schedule.OneCycle(scale * first, scale * rate, scale * last, peak * total, total);
  }
}

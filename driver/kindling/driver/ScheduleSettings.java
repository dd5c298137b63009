package kindling.driver;

import kindling.model.Schedule;

/**
 * A learning-rate schedule whose lengths are in epochs or shares of the run, as people write it.
 *
 * @param rate the highest learning rate
 * @param warmupFraction share of the run, from 0 to below 1, that warms up linearly from 0, for
 *     {@link Kind#WARMUP_COSINE}
 * @param finalRate rate after the last example, for {@link Kind#WARMUP_COSINE}
 * @param factor of each drop, for {@link Kind#STEP}
 * @param everyEpochs between two drops, for {@link Kind#STEP}
 */
record ScheduleSettings(
    Kind kind,
    double rate,
    double warmupFraction,
    double finalRate,
    double factor,
    double everyEpochs) {

  /** The schedules there are. */
  enum Kind {
    CONSTANT,
    STEP,
    WARMUP_COSINE
  }

  static ScheduleSettings read(KeyReader keys) {
    ScheduleSettings settings =
        new ScheduleSettings(
            keys.choice("schedule.kind", Kind.WARMUP_COSINE),
            keys.number("schedule.rate", 0.1, Range.POSITIVE),
            keys.number("schedule.warmup-fraction", 0.1, Range.BELOW_ONE),
            keys.number("schedule.final-rate", 0, Range.NOT_NEGATIVE),
            keys.number("schedule.factor", 0.1, Range.POSITIVE),
            keys.number("schedule.every-epochs", 30, Range.POSITIVE));
    if (settings.finalRate > settings.rate) {
      keys.reject("schedule.final-rate", "at most schedule.rate = " + settings.rate);
    }
    return settings;
  }

  /** The same in examples, which do not depend on workers or batches. */
  Schedule over(long examplesPerEpoch, int epochs) {
    double total = (double) examplesPerEpoch * epochs;
    return switch (kind) {
      case CONSTANT -> new Schedule.Constant(rate);
      case STEP -> new Schedule.Step(rate, factor, everyEpochs * examplesPerEpoch);
      case WARMUP_COSINE ->
          new Schedule.WarmupCosine(rate, warmupFraction * total, total, finalRate);
    };
  }
}

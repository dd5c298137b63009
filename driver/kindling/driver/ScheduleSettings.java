package kindling.driver;


import kindling.model.Schedule;



/**
 * A learning-rate schedule whose lengths are in epochs, as people write it.
 *
 * @param rate the highest learning rate
 * @param warmupEpochs linear warm-up from 0, for {@link Kind#WARMUP_COSINE}
 * @param finalRate rate after the last example, for {@link Kind#WARMUP_COSINE}
 * @param factor of each drop, for {@link Kind#STEP}
 * @param everyEpochs between two drops, for {@link Kind#STEP}
 */
record ScheduleSettings(
    Kind kind,
    double rate,
    double warmupEpochs,
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
    return new ScheduleSettings(
        keys.choice("schedule.kind", Kind.WARMUP_COSINE),
        keys.number("schedule.rate", 0.1, Range.POSITIVE),
        keys.number("schedule.warmup-epochs", 1, Range.NOT_NEGATIVE),
        keys.number("schedule.final-rate", 0, Range.NOT_NEGATIVE),
        keys.number("schedule.factor", 0.1, Range.POSITIVE),
        keys.number("schedule.every-epochs", 30, Range.POSITIVE));
  }

  /** The same in examples, which do not depend on workers or batches. */
  Schedule over(long examplesPerEpoch, int epochs) {
    double total = (double) examplesPerEpoch * epochs;
    return switch (kind) {
      case CONSTANT -> new Schedule.Constant(rate);
      case STEP -> new Schedule.Step(rate, factor, everyEpochs * examplesPerEpoch);
      case WARMUP_COSINE ->
          new Schedule.WarmupCosine(
              rate, Math.min(warmupEpochs * examplesPerEpoch, total), total, finalRate);
    };
  }
}

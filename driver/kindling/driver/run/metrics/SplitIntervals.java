package kindling.driver.run.metrics;

import kindling.model.scores.Bootstrap;
import kindling.model.scores.Interval;
import kindling.model.scores.Outcomes;

/**
 * The 95 % intervals of a split's {@link SplitMetrics}, of {@value Bootstrap#RESAMPLES} resamples.
 */
public record SplitIntervals(Interval loss, Interval top1, Interval top5) {
  static SplitIntervals of(Outcomes outcomes) {
    Bootstrap bootstrap = outcomes.bootstrap();
    return new SplitIntervals(bootstrap.loss(), bootstrap.top1(), bootstrap.top5());
  }
}

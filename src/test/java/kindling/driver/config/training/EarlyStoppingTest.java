package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private static final ValidationMetric ACCURACY = ValidationMetric.ACCURACY;

  /** Accuracies after epochs with so many of ten examples right. */
  private static List<Double> epochs(int... right) {
    return IntStream.of(right).mapToObj(count -> count / 10.0).toList();
  }

  /** Losses that fall as the number of right examples rises. */
  private static List<Double> losses(int... right) {
    return IntStream.of(right).mapToObj(count -> 1 - count / 10.0).toList();
  }

  private static EarlyStopping on(ValidationMetric metric, int patience, double minDelta) {
    return new EarlyStopping(Optional.of(metric), patience, minDelta);
  }

  @Test
  void endsAfterSoManyEpochsWithoutABetterOne() {
    EarlyStopping stopping = on(ACCURACY, 2, 0);
    assertThat(stopping.reason(epochs(5, 6, 6))).isEmpty();
    assertThat(stopping.reason(epochs(5, 6, 6, 5)).orElseThrow())
        .isEqualTo(
            "validation accuracy has not been better than the 0.6000 of epoch 2 by more than 0.0"
                + " for 2 epochs");
    assertThat(stopping.reason(epochs(5, 6, 6, 7))).isEmpty();
    assertThat(stopping.reason(List.of())).isEmpty();
  }

  @Test
  void aGainUpToTheDeltaIsNone() {
    assertThat(on(ACCURACY, 2, 0.15).reason(epochs(5, 6, 6))).isPresent();
    assertThat(on(ACCURACY, 2, 0.15).reason(epochs(5, 6, 7))).isEmpty();
  }

  @Test
  void aLossIsBetterWhenItIsLower() {
    EarlyStopping stopping = on(ValidationMetric.LOSS, 1, 0);
    assertThat(stopping.reason(losses(5, 6))).isEmpty();
    assertThat(stopping.reason(losses(6, 5))).isPresent();
  }

  @Test
  void aNumberIsBetterThanNone() {
    for (ValidationMetric metric : ValidationMetric.values()) {
      assertThat(metric.better(0.5, Double.NaN, 0)).isTrue();
      assertThat(metric.better(Double.NaN, 0.5, 0)).isFalse();
      assertThat(metric.better(Double.NaN, Double.NaN, 0)).isFalse();
    }
  }

  @Test
  void withoutAMetricItNeverEnds() {
    assertThat(new EarlyStopping(Optional.empty(), 1, 0).reason(epochs(9, 1, 1, 1))).isEmpty();
  }

  @Test
  void theBestEpochIsTheFirstOfEquals() {
    assertThat(ACCURACY.best(epochs(5, 7, 6, 7))).isEqualTo(2);
    assertThat(ValidationMetric.LOSS.best(losses(5, 7, 6, 7))).isEqualTo(2);
    assertThat(ACCURACY.best(List.of())).isZero();
  }
}

package kindling.driver.config.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.Targets;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.model.scores.Scores;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
  private static final ValidationMetric ACCURACY = ValidationMetric.ACCURACY;

  /** Epochs with so many of ten examples right. */
  private static List<EpochMetrics> epochs(int... right) {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int count : right) {
      Scores scores = new Scores(2);
      for (int i = 0; i < 10; i++) {
        scores.add(new float[] {1, 0}, Targets.of(new int[] {i < count ? 0 : 1}));
      }
      epochs.add(EpochMetrics.of(epochs.size() + 1, 10, 1, 0.1, scores, scores, 1, 1, null));
    }
    return epochs;
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
    assertThat(stopping.reason(epochs(5, 6))).isEmpty();
    assertThat(stopping.reason(epochs(6, 5))).isPresent();
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
    assertThat(ValidationMetric.LOSS.best(epochs(5, 7, 6, 7))).isEqualTo(2);
    assertThat(ACCURACY.best(List.of())).isZero();
  }
}

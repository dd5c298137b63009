package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RateRangeTest {
  @Test
  void aRangeKnowsWhereItsLossFallsAndRises() {
    RateRange range = new RateRange(List.of());
    double[] losses = {2, 2, 1.9, 1.2, 1, 0.95, 1.4, 11};
    for (int i = 0; i < losses.length; i++) {
      assertThat(range.diverges()).isFalse();
      range = range.with(Math.pow(10, i - 4), losses[i]);
    }

    assertThat(range.diverges()).isTrue();
    assertThat(range.steepest().rate()).isEqualTo(0.1);
    assertThat(range.least().rate()).isEqualTo(10);
    assertThat(range.points().get(1).smooth()).isCloseTo(2, within(1e-12));
    assertThat(range.points().get(2).smooth())
        .isCloseTo((1.9 + 0.7 * 2 + 0.49 * 2) / (1 + 0.7 + 0.49), within(1e-12));
  }
}

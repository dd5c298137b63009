package kindling.driver.train.wire;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.SplitMix64;
import org.junit.jupiter.api.Test;

class RoundingTest {
  @Test
  void drawsAreThoseOfOneGeneratorWhereverASliceBegins() {
    SplitMix64 draws = new SplitMix64(42);
    for (int i = 0; i < 100; i++) {
      long expected = (long) Math.floor(0.3f + draws.nextDouble());
      assertThat(Rounding.stochastic(42, 0).whole(0.3f, i)).isEqualTo(expected);
      assertThat(Rounding.stochastic(42, i).whole(0.3f, 0)).isEqualTo(expected);
    }
  }
}

package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class McNemarTest {
  @Test
  void onlyExamplesThatOneAloneGetsRightCount() {
    BitSet first = BitSet.valueOf(new long[] {0b1110_0011});
    BitSet second = BitSet.valueOf(new long[] {0b0000_0111});
    assertThat(McNemar.of(first, second)).isEqualTo(new McNemar(3, 1));
  }

  /** Twice the sum of the binomial coefficients of 12 over 0, 1 and 2, by 2 to the 12. */
  @Test
  void theProbabilityIsThatOfFairCoins() {
    assertThat(new McNemar(10, 2).probability()).isCloseTo(158.0 / 4096, within(1e-12));
    assertThat(new McNemar(2, 10).probability()).isCloseTo(158.0 / 4096, within(1e-12));
    assertThat(new McNemar(0, 8).probability()).isCloseTo(2.0 / 256, within(1e-12));
  }

  @Test
  void thoseThatAreRightEquallyOftenDoNotDiffer() {
    assertThat(new McNemar(7, 7).probability()).isEqualTo(1);
    assertThat(new McNemar(0, 0).probability()).isEqualTo(1);
  }

  /** By the normal distribution: a difference of 4 standard deviations, 200 of 2,500 in squares. */
  @Test
  void manyExamplesTellMoreThanFew() {
    assertThat(new McNemar(1350, 1150).probability()).isBetween(5e-5, 8e-5);
    assertThat(new McNemar(14, 11).probability()).isGreaterThan(0.5);
  }
}

package kindling.model.averaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MeanWeightsTest {
  @Test
  void theFirstIsTheMeanToTheBit() {
    MeanWeights mean = MeanWeights.NONE.with(0.9, 0.1, new float[] {0.1f, -3, 7}, 2);
    assertThat(mean.values()).containsExactly(0.1f, -3);
    assertThat(mean.mass()).isEqualTo(0.1);
  }

  @Test
  void eachWeighsWhatItAddsAndWhatIsKeptOfIt() {
    MeanWeights first = MeanWeights.NONE.with(1, 1, new float[] {1, 8}, 2);
    MeanWeights second = first.with(0.5, 1.5, new float[] {5, 0}, 2);
    // (0.5 × 1 + 1.5 × 5) / 2 and (0.5 × 8 + 1.5 × 0) / 2.
    assertThat(second.values()).containsExactly(4, 2);
    assertThat(second.mass()).isEqualTo(2);
    MeanWeights third = second.with(1, 2, new float[] {0, 2}, 2);
    assertThat(third.values()).containsExactly(2, 2);
    assertThat(third.mass()).isEqualTo(4);
    assertThat(first.values()).as("not changed").containsExactly(1, 8);
  }
}

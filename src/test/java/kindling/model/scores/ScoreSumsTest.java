package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.Targets;
import org.junit.jupiter.api.Test;

class ScoreSumsTest {
  @Test
  void eachRowIsRankedByItsOwnLogits() {
    // The labels' ranks, from 0: 0, 1 and 5 of seven classes.
    float[] logits = {
      9, 0, 0, 0, 0, 0, 1, //
      3, 5, 1, 1, 1, 1, 1, //
      7, 6, 5, 4, 3, 2, 1
    };
    ScoreSums sums = ScoreSums.NONE.plus(logits, Targets.of(new int[] {0, 0, 5}), 7);
    assertThat(sums.count()).isEqualTo(3);
    assertThat(sums.right1()).isEqualTo(1);
    assertThat(sums.right5()).isEqualTo(2);
    ScoreSums other = ScoreSums.NONE.plus(logits, Targets.of(new int[] {6, 1, 0}), 7);
    assertThat(other.right1()).isEqualTo(2);
    assertThat(other.right5()).isEqualTo(3);
  }
}

package kindling.model.inference;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.engine.Scorer;
import org.junit.jupiter.api.Test;

class EvaluationViewsTest {
  /** Two images of two rows of three pixels. */
  private static final Batch BATCH =
      new Batch(
          new ImageShape(1, 2, 3),
          new int[] {7, 9},
          new int[] {0, 1},
          new float[] {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -8});

  /** The left column's values are the logits. */
  private static final Scorer LEFT_COLUMN =
      batch -> {
        float[] images = batch.images();
        return new float[] {images[0], images[3], images[6], images[9]};
      };

  @Test
  void plainIsTheImageAsItIs() {
    assertThat(EvaluationViews.PLAIN.logits(LEFT_COLUMN, BATCH)).containsExactly(1, 4, -1, -4);
  }

  @Test
  void mirroredIsTheMeanOfBothWays() {
    assertThat(EvaluationViews.MIRRORED.logits(LEFT_COLUMN, BATCH)).containsExactly(2, 5, -2, -6);
  }

  @Test
  void shiftedWeighsTheImageAsMuchAsBothShifts() {
    // 1 2 3 and 4 5 6, seen from up and left: 5 4 5 and 2 1 2; from down and right: 5 6 5 and 2 3
    // 2.
    Scorer rows =
        batch -> {
          float[] images = batch.images();
          return new float[] {images[0] + 10 * images[1], images[3] + 10 * images[4]};
        };
    float first = ((21 + 23) / 2f + (45 + 65) / 2f) / 2;
    float second = ((54 + 56) / 2f + (12 + 32) / 2f) / 2;
    assertThat(EvaluationViews.SHIFTED.logits(rows, BATCH)).containsExactly(first, second);
  }

  @Test
  void shiftingReflectsBeyondTheEdge() {
    assertThat(BATCH.shifted(-1, -1).images())
        .containsExactly(5, 4, 5, 2, 1, 2, -5, -4, -5, -2, -1, -2);
    assertThat(BATCH.shifted(1, 1).images())
        .containsExactly(5, 6, 5, 2, 3, 2, -5, -8, -5, -2, -3, -2);
    assertThat(BATCH.shifted(0, 0).images()).containsExactly(BATCH.images());
  }

  @Test
  void mirroringKeepsExamplesAndRows() {
    Batch mirrored = BATCH.flipped();
    assertThat(mirrored.images()).containsExactly(3, 2, 1, 6, 5, 4, -3, -2, -1, -8, -5, -4);
    assertThat(mirrored.ids()).containsExactly(7, 9);
    assertThat(mirrored.labels()).containsExactly(0, 1);
  }
}

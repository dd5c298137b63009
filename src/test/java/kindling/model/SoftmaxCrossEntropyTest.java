package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {
  private static final float[] LOGITS = {1.5f, -0.25f, 0.75f, -2, 3, 0.5f};
  private static final int[] LABELS = {2, 1};

  /** torch.nn.functional.cross_entropy of PyTorch 1.13 on the same logits in double. */
  @Test
  void agreesWithPyTorch() {
    float[] gradient = new float[6];

    double loss = SoftmaxCrossEntropy.lossAndGradient(LOGITS, LABELS, 3, gradient);

    assertThat(loss).isCloseTo(0.66676535055372999, within(1e-15));
    assertThat(loss).isEqualTo(SoftmaxCrossEntropy.loss(LOGITS, LABELS, 3));
    float[] expected = {
      0.3037407696247101f,
      0.05278223380446434f,
      -0.3565230071544647f,
      0.003094142535701394f,
      -0.04078851640224457f,
      0.03769437223672867f
    };
    assertThat(gradient).containsExactly(expected, Offset.offset(1e-8f));
  }

  @Test
  void gradientIsTheSlopeOfTheLoss() {
    float[] gradient = new float[6];
    SoftmaxCrossEntropy.lossAndGradient(LOGITS, LABELS, 3, gradient);

    for (int i = 0; i < LOGITS.length; i++) {
      float step = 1f / 128;
      float[] above = LOGITS.clone();
      float[] below = LOGITS.clone();
      above[i] += step;
      below[i] -= step;
      double slope =
          (SoftmaxCrossEntropy.loss(above, LABELS, 3) - SoftmaxCrossEntropy.loss(below, LABELS, 3))
              / (2 * step);
      assertThat(slope).isCloseTo(gradient[i], within(1e-5));
    }
  }

  @Test
  void extremeLogitsStayFinite() {
    float[] logits = {3e38f, -3e38f, 0, -1000, 1000, 0};
    float[] gradient = new float[6];

    double loss = SoftmaxCrossEntropy.lossAndGradient(logits, new int[] {0, 0}, 3, gradient);

    assertThat(loss).isEqualTo(1000);
    assertThat(gradient).containsExactly(0, 0, 0, -0.5f, 0.5f, 0);
    assertThat(SoftmaxCrossEntropy.loss(new float[] {-3e38f, 3e38f}, new int[] {0}, 2))
        .isCloseTo(6e38, within(1e32));
  }

  @Test
  void divergedLogitsShowInTheLoss() {
    assertThat(SoftmaxCrossEntropy.loss(new float[] {Float.NaN, 0}, new int[] {1}, 2)).isNaN();
    assertThat(SoftmaxCrossEntropy.loss(new float[] {Float.POSITIVE_INFINITY, 0}, new int[] {0}, 2))
        .isNaN();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(LOGITS, new int[] {0, 3}, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected labels from 0 to 2, found 3");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(LOGITS, new int[] {0}, 3))
        .hasMessage("6 logits for 1 labels of 3 classes");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(new float[0], new int[0], 3))
        .hasMessageContaining("0 labels");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.lossAndGradient(LOGITS, LABELS, 3, new float[5]))
        .hasMessage("expected a gradient of 6 values, found 5");
  }
}

package kindling.model.scores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import kindling.data.Targets;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SoftmaxCrossEntropyTest {
  private static final float[] LOGITS = {1.5f, -0.25f, 0.75f, -2, 3, 0.5f};
  private static final Targets LABELS = targets(2, 1);

  private static Targets targets(int... labels) {
    return Targets.of(labels);
  }

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
  void aProbabilityIsThatOfItsRow() {
    for (int row = 0; row < 2; row++) {
      double sum = 0;
      for (int label = 0; label < 3; label++) {
        double own = StrictMath.exp(LOGITS[3 * row + label]);
        double all = 0;
        for (int other = 0; other < 3; other++) {
          all += StrictMath.exp(LOGITS[3 * row + other]);
        }
        double probability = SoftmaxCrossEntropy.probability(LOGITS, row, label, 3);
        assertThat(probability).isCloseTo(own / all, within(1e-12));
        sum += probability;
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void bothLabelsOfATargetAreClasses() {
    float[] gradient = new float[3];
    float[] row = {1, 2, 3};
    for (int[] labels : new int[][] {{3, 0}, {0, 3}, {-1, 0}, {0, -1}}) {
      Targets targets =
          new Targets(new int[] {labels[0]}, new int[] {labels[1]}, new float[] {0.5f}, 0);
      assertThatThrownBy(() -> SoftmaxCrossEntropy.lossAndGradient(row, targets, 3, gradient))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected labels from 0 to 2");
    }
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
  void gradientOfWeightedClassesIsTheSlopeOfTheLoss() {
    Targets targets =
        new Targets(new int[] {2, 1}, new int[] {1, 0}, new float[] {.375f, .25f}, 0.1)
            .weighted(new float[] {0.5f, 2, 3});
    float[] gradient = new float[6];
    double loss = SoftmaxCrossEntropy.lossAndGradient(LOGITS, targets, 3, gradient);
    assertThat(SoftmaxCrossEntropy.loss(LOGITS, targets, 3)).isEqualTo(loss);
    for (int i = 0; i < LOGITS.length; i++) {
      float[] above = LOGITS.clone();
      float[] below = LOGITS.clone();
      above[i] += 1f / 128;
      below[i] -= 1f / 128;
      double slope =
          64
              * (SoftmaxCrossEntropy.loss(above, targets, 3)
                  - SoftmaxCrossEntropy.loss(below, targets, 3));
      assertThat(slope).isCloseTo(gradient[i], within(1e-5));
    }
  }

  @Test
  void equalWeightsChangeNothingAndBatchesOfNoWeightHaveNoSlope() {
    float[] plain = new float[6];
    double loss = SoftmaxCrossEntropy.lossAndGradient(LOGITS, LABELS, 3, plain);
    float[] gradient = new float[6];
    Targets equal = LABELS.weighted(new float[] {2, 2, 2});
    assertThat(SoftmaxCrossEntropy.lossAndGradient(LOGITS, equal, 3, gradient))
        .isCloseTo(loss, within(1e-14));
    assertThat(gradient).containsExactly(plain, Offset.offset(1e-7f));
    Targets none = LABELS.weighted(new float[] {1, 0, 0});
    assertThat(SoftmaxCrossEntropy.lossAndGradient(LOGITS, none, 3, gradient)).isZero();
    assertThat(gradient).containsOnly(0);
    assertThatThrownBy(
            () -> SoftmaxCrossEntropy.loss(LOGITS, LABELS.weighted(new float[] {1, 2}), 3))
        .hasMessage("expected a weight for each of 3 classes, found 2");
  }

  @Test
  void extremeLogitsStayFinite() {
    float[] logits = {3e38f, -3e38f, 0, -1000, 1000, 0};
    float[] gradient = new float[6];

    double loss = SoftmaxCrossEntropy.lossAndGradient(logits, targets(0, 0), 3, gradient);

    assertThat(loss).isEqualTo(1000);
    assertThat(gradient).containsExactly(0, 0, 0, -0.5f, 0.5f, 0);
    assertThat(SoftmaxCrossEntropy.loss(new float[] {-3e38f, 3e38f}, targets(0), 2))
        .isCloseTo(6e38, within(1e32));
  }

  @Test
  void divergedLogitsShowInTheLoss() {
    assertThat(SoftmaxCrossEntropy.loss(new float[] {Float.NaN, 0}, targets(1), 2)).isNaN();
    assertThat(SoftmaxCrossEntropy.loss(new float[] {Float.POSITIVE_INFINITY, 0}, targets(0), 2))
        .isNaN();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(LOGITS, targets(0, 3), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected labels from 0 to 2, found 3");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(LOGITS, targets(0), 3))
        .hasMessage("6 logits for 1 labels of 3 classes");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(new float[0], targets(), 3))
        .hasMessageContaining("0 labels");
    assertThatThrownBy(() -> SoftmaxCrossEntropy.lossAndGradient(LOGITS, LABELS, 3, new float[5]))
        .hasMessage("expected a gradient of 6 values, found 5");
  }

  /**
   * cross_entropy of PyTorch 1.13 on the same logits in double, with label_smoothing=0.1; with the
   * targets [[0, 0.375, 0.625], [0.25, 0.75, 0]]; and with these and label_smoothing=0.2.
   */
  @Test
  void smoothedAndMixedTargetsAgreeWithPyTorch() {
    Targets mixed = new Targets(new int[] {2, 1}, new int[] {1, 0}, new float[] {.375f, .25f}, 0);
    assertLossAndGradient(
        LABELS.smoothed(0.1),
        0.7959320172203966,
        0.2870741143643626f,
        0.036115566639813454f,
        -0.323189681004176f,
        -0.013572524030266648f,
        -0.007455183284564959f,
        0.02102770731483167f);
    assertLossAndGradient(
        mixed,
        1.4792653505537299,
        0.30374078103102925f,
        -0.13471776669351987f,
        -0.16902301433750935f,
        -0.12190585736359998f,
        0.08421148338210172f,
        0.03769437398149834f);
    assertLossAndGradient(
        mixed.smoothed(0.2),
        1.575098683887063,
        0.2704074476976959f,
        -0.13055110002685322f,
        -0.13985634767084268f,
        -0.13023919069693332f,
        0.12587815004876834f,
        0.004361040648165004f);
  }

  private static void assertLossAndGradient(Targets targets, double loss, float... gradient) {
    float[] found = new float[6];
    assertThat(SoftmaxCrossEntropy.lossAndGradient(LOGITS, targets, 3, found))
        .isCloseTo(loss, within(1e-14))
        .isEqualTo(SoftmaxCrossEntropy.loss(LOGITS, targets, 3));
    assertThat(found).containsExactly(gradient, Offset.offset(1e-8f));
  }

  @Test
  void targetsThatAreNoneAreRefused() {
    int[] labels = {0, 1};
    assertThatThrownBy(() -> new Targets(labels, new int[1], new float[2], 0))
        .hasMessageContaining("found 2 labels, 1 and 2");
    assertThatThrownBy(() -> new Targets(labels, labels, new float[] {0, 0.6f}, 0))
        .hasMessageContaining("found 0.6");
    assertThatThrownBy(() -> Targets.of(labels).smoothed(1)).hasMessageContaining("found 1.0");
    Targets outside = new Targets(labels, new int[] {0, 3}, new float[] {0, 0.5f}, 0);
    assertThatThrownBy(() -> SoftmaxCrossEntropy.loss(LOGITS, outside, 3))
        .hasMessage("expected labels from 0 to 2, found 3");
  }
}

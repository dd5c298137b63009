package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/**
 * SGD against torch.optim.SGD of PyTorch 1.13: a weight [0.5, -1.25, 2] and a bias [0.75], three
 * steps with gradients t × [0.3, -0.2, 0.1] and t × [-0.4] for t = 1, 2, 3 at learning rates 0.1,
 * 0.1 and 0.05; the expected numbers are its parameters and momentum buffers printed with %.9g.
 * Without the bias in the decay, the bias stood in a parameter group with weight_decay=0.
 */
class SgdTest {
  private static final WeightsLayout LAYOUT =
      new WeightsLayout(
          List.of(
              new TensorSpec("fc.weight", List.of(1, 3), Role.WEIGHT, 0, 3),
              new TensorSpec("fc.bias", List.of(1), Role.BIAS, 3, 1),
              new TensorSpec("bn.running_mean", List.of(1), Role.RUNNING_MEAN, 4, 1)),
          4,
          1);
  private static final float[] RATES = {0.1f, 0.1f, 0.05f};
  private static final float BUFFER = 7;

  private final float[] weights = {0.5f, -1.25f, 2, 0.75f, BUFFER};

  private float[] threeSteps(Sgd sgd) {
    float[] state = new float[sgd.stateSize(LAYOUT)];
    for (int t = 1; t <= 3; t++) {
      float[] gradient = {0.3f * t, -0.2f * t, 0.1f * t, -0.4f * t};
      sgd.step(LAYOUT, weights, gradient, state, RATES[t - 1]);
    }
    return state;
  }

  private static void assertClose(float[] found, float... expected) {
    assertThat(found).containsExactly(expected, Offset.offset(3e-7f));
  }

  @Test
  void withoutMomentumThereIsNoState() {
    float[] state = threeSteps(new Sgd(0, false, 0.01, DecayScope.ALL));

    assertThat(state).isEmpty();
    assertClose(weights, 0.363825977f, -1.15692747f, 1.95002902f, 0.928026557f, BUFFER);
  }

  @Test
  void momentumGathersVelocity() {
    float[] state = threeSteps(new Sgd(0.9, false, 0.01, DecayScope.ALL));

    assertClose(weights, 0.296825945f, -1.1106528f, 1.92447984f, 1.01487494f, BUFFER);
    assertClose(state, 1.69509137f, -1.15486765f, 0.61464411f, -2.22178388f);
  }

  @Test
  void nesterovLooksAhead() {
    float[] state = threeSteps(new Sgd(0.9, true, 0.01, DecayScope.ALL));

    assertClose(weights, 0.181121439f, -1.03162026f, 1.88211906f, 1.16621697f, BUFFER);
    assertClose(state, 1.69405365f, -1.15415275f, 0.614252031f, -2.22043586f);
  }

  @Test
  void decayMayLeaveBiasesAlone() {
    float[] state = threeSteps(new Sgd(0.9, true, 0.01, DecayScope.WEIGHTS_ONLY));

    assertClose(weights, 0.181121439f, -1.03162026f, 1.88211906f, 1.17137992f, BUFFER);
    assertClose(state, 1.69405365f, -1.15415275f, 0.614252031f, -2.24399996f);
  }

  @Test
  void decayOfWeightsLeavesBatchNormAlone() {
    WeightsLayout norm =
        new WeightsLayout(
            List.of(
                new TensorSpec("bn.weight", List.of(1), Role.NORM_SCALE, 0, 1),
                new TensorSpec("bn.bias", List.of(1), Role.NORM_SHIFT, 1, 1)),
            2,
            0);
    float[] values = {1, 2};

    new Sgd(0, false, 0.5, DecayScope.WEIGHTS_ONLY)
        .step(norm, values, new float[2], new float[0], 0.1);

    assertThat(values).containsExactly(1, 2);
  }

  @Test
  void arraysOfAnotherSizeAreRefused() {
    assertThatThrownBy(
            () ->
                new Sgd(0.9, false, 0, DecayScope.ALL)
                    .step(LAYOUT, weights, new float[4], new float[0], 0.1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("state: expected 4 values, found 0");
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Sgd(1, false, 0, DecayScope.ALL)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new Sgd(0, true, 0, DecayScope.ALL)).hasMessageContaining("Nesterov");
    assertThatThrownBy(() -> new Sgd(0.9, false, Double.NaN, DecayScope.ALL))
        .hasMessageContaining("weight decay");
  }
}

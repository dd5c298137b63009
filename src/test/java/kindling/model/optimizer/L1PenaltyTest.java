package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import kindling.model.SmallCases;
import kindling.model.architecture.Layer;
import kindling.model.architecture.WeightsLayout;
import org.junit.jupiter.api.Test;

class L1PenaltyTest {
  private static final WeightsLayout LAYOUT =
      SmallCases.chain(new kindling.data.ImageShape(3, 1, 1), 2, new Layer.Linear(3, 2)).layout();

  @Test
  void weightsMoveToZeroByTheSignAndBiasesStay() {
    float[] weights = {1, -1, 0, 0.5f, -2, 3, 7, -7};
    float[] gradient = new float[8];
    new L1Penalty(new Sgd(0, false, 0, DecayScope.ALL), 0.1)
        .step(LAYOUT, weights, gradient, new float[0], 0.5);
    assertThat(weights)
        .containsExactly(
            new float[] {0.95f, -0.95f, 0, 0.45f, -1.95f, 2.95f, 7, -7}, within(1e-6f));
    assertThat(gradient).as("not changed").containsOnly(0f);
  }

  @Test
  void theSlopeGoesThroughTheMomentum() {
    Sgd sgd = new Sgd(0.9, true, 0, DecayScope.ALL);
    float[] weights = {1, -1, 2, 0.5f, -2, 3, 7, -7};
    float[] expected = weights.clone();
    float[] state = new float[8];
    float[] expectedState = new float[8];
    for (int step = 0; step < 3; step++) {
      float[] slope = {0.1f, -0.1f, 0.1f, 0.1f, -0.1f, 0.1f, 0, 0};
      sgd.step(LAYOUT, expected, slope, expectedState, 0.2);
      new L1Penalty(sgd, 0.1).step(LAYOUT, weights, new float[8], state, 0.2);
    }
    assertThat(weights).isEqualTo(expected);
    assertThat(state).isEqualTo(expectedState);
    assertThat(new L1Penalty(sgd, 0.1).stateSize(LAYOUT)).isEqualTo(sgd.stateSize(LAYOUT));
  }

  @Test
  void aNegativeFactorIsRefused() {
    Sgd sgd = new Sgd(0, false, 0, DecayScope.ALL);
    for (double bad : List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY)) {
      assertThatThrownBy(() -> new L1Penalty(sgd, bad)).hasMessageContaining("L1 factor");
    }
  }
}

package kindling.model.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kindling.model.SmallCases;
import kindling.model.architecture.WeightsLayout;
import org.junit.jupiter.api.Test;

class StateLayoutTest {
  private static final WeightsLayout WEIGHTS = SmallCases.residual().layout();

  @Test
  void theOptimizersStateIsBehindTheWeights() {
    StateLayout state = new StateLayout(WEIGHTS, 5);
    assertThat(state.weightsSize()).isEqualTo(WEIGHTS.size()).isPositive();
    assertThat(state.size()).isEqualTo(WEIGHTS.size() + 5);
  }

  @Test
  void moreThanAnArrayHoldsIsRefused() {
    StateLayout state = new StateLayout(WEIGHTS, Integer.MAX_VALUE);
    assertThatThrownBy(state::size).isInstanceOf(ArithmeticException.class);
  }
}

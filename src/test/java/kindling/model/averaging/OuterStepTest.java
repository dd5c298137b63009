package kindling.model.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Outer steps against the papers' formulas, followed by hand. */
class OuterStepTest {
  @Test
  void slowMomentumIsThePapersAlgorithm() {
    OuterStep step = new OuterStep.SlowMo(0.5, 0.8);
    // Two parameters, and a running statistic behind them.
    OuterStep.Moved first =
        step.move(new float[] {1, -2, 9}, new float[] {0.9f, -2.2f, 7}, new float[2], 0.1);
    // u = (x0 - average) / 0.1 = (1, 2); x = x0 - 0.8 × 0.1 × u = (0.92, -2.16).
    assertThat(first.momentum()).containsExactly(new float[] {1, 2}, within(1e-5f));
    assertThat(first.state()).containsExactly(new float[] {0.92f, -2.16f, 7}, within(1e-6f));
    OuterStep.Moved second =
        step.move(first.state(), new float[] {0.9f, -2.16f, 6}, first.momentum(), 0.05);
    // u = 0.5 × (1, 2) + (0.02, 0) / 0.05 = (0.9, 1); x = x0 - 0.8 × 0.05 × u.
    assertThat(second.momentum()).containsExactly(new float[] {0.9f, 1}, within(1e-5f));
    assertThat(second.state())
        .containsExactly(new float[] {0.92f - 0.036f, -2.16f - 0.04f, 6}, within(1e-6f));
  }

  @Test
  void nesterovIsPyTorchsSgdOnTheChange() {
    OuterStep step = new OuterStep.Nesterov(0.9, 0.7);
    OuterStep.Moved first = step.move(new float[] {1, 5}, new float[] {0.9f, 4}, new float[1], 0);
    // v = 0.1; x = 1 - 0.7 × (0.1 + 0.9 × 0.1) = 0.867.
    assertThat(first.momentum()).containsExactly(new float[] {0.1f}, within(1e-6f));
    assertThat(first.state()).containsExactly(new float[] {0.867f, 4}, within(1e-6f));
    OuterStep.Moved second = step.move(first.state(), new float[] {0.667f, 3}, first.momentum(), 0);
    // v = 0.9 × 0.1 + 0.2 = 0.29; x = 0.867 - 0.7 × (0.2 + 0.9 × 0.29).
    assertThat(second.momentum()).containsExactly(new float[] {0.29f}, within(1e-6f));
    assertThat(second.state())
        .containsExactly(new float[] {0.867f - 0.7f * 0.461f, 3}, within(1e-6f));
  }

  @Test
  void withoutMomentumAndAtRateOneBothArePlainAveraging() {
    float[] start = {0.3f, -1e-3f, 2};
    float[] average = {0.31f, 5e-4f, 1};
    for (OuterStep step :
        new OuterStep[] {new OuterStep.SlowMo(0, 1), new OuterStep.Nesterov(0, 1)}) {
      assertThat(step.move(start, average, new float[3], 0.1).state()).isEqualTo(average);
    }
    assertThat(OuterStep.NONE.move(start, average, new float[0], 0.1).state()).isSameAs(average);
    assertThat(OuterStep.NONE.momentumSize(3)).isZero();
  }

  @Test
  void whatDoesNotMoveAndNeverHasStaysToTheBit() {
    float[] frozen = {-0.0f, 1e-30f, 0.1f};
    for (OuterStep step :
        new OuterStep[] {new OuterStep.SlowMo(0.5, 1), new OuterStep.Nesterov(0.9, 0.7)}) {
      OuterStep.Moved moved = step.move(frozen, frozen.clone(), new float[3], 0.1);
      assertThat(moved.momentum()).containsOnly(0f);
      assertThat(moved.state()).isEqualTo(frozen);
    }
  }

  @Test
  void aRateOfZeroEndsInNumbers() {
    OuterStep.Moved moved =
        new OuterStep.SlowMo(0.5, 1).move(new float[] {1}, new float[] {1}, new float[] {4}, 0);
    assertThat(moved.state()).containsExactly(1f);
    assertThat(moved.momentum()).containsExactly(2f);
  }

  @Test
  void eachParameterHasAMomentum() {
    assertThat(new OuterStep.SlowMo(0.5, 1).momentumSize(3)).isEqualTo(3);
    assertThat(new OuterStep.Nesterov(0.9, 0.7).momentumSize(3)).isEqualTo(3);
  }

  @Test
  void momentumAndRateAreChecked() {
    assertThatThrownBy(() -> new OuterStep.SlowMo(1, 1)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new OuterStep.SlowMo(-0.1, 1)).hasMessageContaining("momentum");
    assertThatThrownBy(() -> new OuterStep.Nesterov(0.9, 0)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new OuterStep.Nesterov(0.9, Double.POSITIVE_INFINITY))
        .hasMessageContaining("rate");
  }
}

package kindling.model.averaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class StepsPerRoundTest {
  private static final StepsPerRound POST_LOCAL =
      new StepsPerRound(List.of(new StepsPerRound.Stage(0, 1), new StepsPerRound.Stage(0.5, 8)));

  @Test
  void aRoundEndsKStepsLater() {
    assertThat(StepsPerRound.constant(4).end(10, 100)).isEqualTo(14);
    assertThat(POST_LOCAL.end(0, 100)).isEqualTo(1);
    assertThat(POST_LOCAL.end(49, 100)).isEqualTo(50);
    assertThat(POST_LOCAL.end(50, 100)).isEqualTo(58);
  }

  @Test
  void aRoundEndsWhereTheNextStageBegins() {
    StepsPerRound falling =
        new StepsPerRound(List.of(new StepsPerRound.Stage(0, 40), new StepsPerRound.Stage(0.7, 1)));
    assertThat(falling.end(40, 100)).isEqualTo(70);
    assertThat(falling.end(70, 100)).isEqualTo(71);
  }

  @Test
  void aWholeEpochHasNoEndOfItsOwn() {
    assertThat(StepsPerRound.constant(StepsPerRound.EPOCH).end(7, 100)).isGreaterThan(1_000_000);
  }

  @Test
  void stagesBeginAtTheStartAndRise() {
    assertThatThrownBy(() -> new StepsPerRound(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new StepsPerRound(List.of(new StepsPerRound.Stage(0.1, 1))))
        .hasMessageContaining("first stage");
    assertThatThrownBy(
            () ->
                new StepsPerRound(
                    List.of(new StepsPerRound.Stage(0, 1), new StepsPerRound.Stage(0, 2))))
        .hasMessageContaining("later and later");
    assertThatThrownBy(() -> StepsPerRound.constant(0)).hasMessageContaining("a step or more");
  }
}

package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kindling.driver.config.ConfigurationException;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
  private static final int[] COUNTS = {6, 2, 0};

  @Test
  void balancedWeightsAreOneOnAverageOfTheExamples() {
    float[] weights = new ClassWeights(ClassWeights.Kind.BALANCED, List.of()).of(COUNTS);
    assertThat(weights).containsExactly((float) (8 / 18.0), (float) (8 / 6.0), 0);
    assertThat(ClassWeights.NONE.of(COUNTS)).isEmpty();
  }

  @Test
  void givenWeightsAreOnePerClass() {
    ClassWeights two = new ClassWeights(ClassWeights.Kind.GIVEN, List.of(1.0, 0.5));
    assertThat(two.of(new int[] {3, 4})).containsExactly(1, 0.5f);
    assertThatThrownBy(() -> two.of(COUNTS))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a number for each of the 3 classes, found 2");
  }
}

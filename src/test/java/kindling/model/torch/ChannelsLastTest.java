package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import org.junit.jupiter.api.Test;

class ChannelsLastTest {
  private static final WeightsLayout LAYOUT =
      new WeightsLayout(
          List.of(
              new TensorSpec("bias", List.of(2), Role.BIAS, 0, 2),
              new TensorSpec("conv.weight", List.of(2, 3, 1, 2), Role.WEIGHT, 2, 12),
              new TensorSpec("pointwise.weight", List.of(2, 2, 1, 1), Role.WEIGHT, 14, 4),
              new TensorSpec("norm.running_mean", List.of(2), Role.RUNNING_MEAN, 18, 2)),
          18,
          2);

  private static float[] counting(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = i;
    }
    return values;
  }

  @Test
  void putsChannelsLastInConvolutionsAlone() {
    assertThat(new ChannelsLast(LAYOUT, new ConvolutionForms(Map.of())).toEngineOrder(counting(20)))
        .containsExactly(0, 1, 2, 4, 6, 3, 5, 7, 8, 10, 12, 9, 11, 13, 14, 15, 16, 17, 18, 19);
  }

  @Test
  void leavesConvolutionsOnChannelsFirstImages() {
    float[] values = counting(20);
    assertThat(
            new ChannelsLast(
                    LAYOUT, new ConvolutionForms(Map.of("conv", ConvolutionForm.CHANNELS_FIRST)))
                .toEngineOrder(values))
        .containsExactly(values);
  }

  @Test
  void restoresEveryVector() {
    ChannelsLast order = new ChannelsLast(LAYOUT, new ConvolutionForms(Map.of()));
    float[] values = counting(2 * 18 + 1);
    float[] arranged = order.toEngineOrder(values);
    assertThat(arranged[18 + 3]).isEqualTo(18 + 4);
    assertThat(order.toLayoutOrder(arranged)).containsExactly(values);
  }
}

package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures.Bfloat16;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each convolution's output and gradients against those in double precision. */
class ConvolutionOperationsTest {
  private static final int BATCH = 5;
  private static final int DRAWN = 100;

  @BeforeEach
  void load() {
    TorchLibrary.load();
    torch.manual_seed(1);
  }

  @ParameterizedTest
  @EnumSource
  void everyFormGivesTheSame(ConvolutionForm form) {
    Layer.Conv conv = new Layer.Conv(6, 20, 3, 2, 1, 1, true);
    ConvolutionCase convolution = new ConvolutionCase(conv, new ImageShape(6, 7, 7), BATCH);
    assertThat(ConvolutionError.of(convolution, form, Precision.FLOAT32)).isLessThan(1e-5);
  }

  @Test
  void leavesNoWeightUnset() {
    List<String> wrong = new ArrayList<>();
    for (int side : new int[] {1, 2, 3, 4, 8, 32}) {
      for (Layer.Conv conv : convolutions(side)) {
        ImageShape input = new ImageShape(conv.inputChannels(), side, side);
        check(new ConvolutionCase(conv, input, BATCH), wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void isRightOnFlatImagesInLargeBatches() {
    List<String> wrong = new ArrayList<>();
    Layer.Conv conv = new Layer.Conv(192, 192, 3, 1, 1, 1, true);
    for (int width = 3; width <= 8; width++) {
      check(new ConvolutionCase(conv, new ImageShape(192, 1, width), 1024 / width), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void anyOneIsThatOfDoublePrecision() {
    Random random = new Random(1);
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < DRAWN; i++) {
      check(ConvolutionCase.drawn(random), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void check(ConvolutionCase convolution, List<String> wrong) {
    for (Bfloat16 bfloat16 : EnumSet.of(Bfloat16.NONE, TorchEngine.features().bfloat16())) {
      ConvolutionError.found(convolution, bfloat16).ifPresent(wrong::add);
    }
  }

  private static List<Layer.Conv> convolutions(int side) {
    List<Layer.Conv> convolutions = new ArrayList<>();
    int[][] channels = {{64, 128}, {72, 36}, {3, 72}};
    for (int kernel : side == 32 ? new int[] {1, 3} : new int[] {1, 2, 3, 5, 7}) {
      for (int stride = 1; stride <= 2; stride++) {
        for (int padding = 0; padding <= kernel / 2; padding += Math.max(1, kernel / 2)) {
          if (side + 2 * padding >= kernel) {
            for (int[] pair : side == 32 ? new int[][] {{3, 72}, {8, 72}} : channels) {
              convolutions.add(new Layer.Conv(pair[0], pair[1], kernel, stride, padding, 1, false));
            }
          }
        }
      }
    }
    return convolutions;
  }
}

package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kindling.data.ImageShape;
import kindling.model.architecture.Dropping;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class LayerOperationsTest {
  private static final int SIDE = 1 << 16;

  /** The input is one value in every place: it takes no memory. */
  @Test
  void refuseMasksOfDropoutThatNoArrayHolds() {
    TorchLibrary.load();
    Operation dropout =
        LayerOperations.of(
            new Dropping.Dropout(0.5),
            0,
            new ImageShape(1, SIDE, 1),
            new Tensor[0],
            LayerOperations.Place.NEW);
    Tensor[] input = {torch.ones(1).expand(new long[] {SIDE, 1, SIDE, 1}, false)};
    assertThatThrownBy(() -> dropout.apply(input, new ForwardPass(true, 1)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContainingAll("65536 images' 1×65536×1", "smaller batch-size");
  }
}

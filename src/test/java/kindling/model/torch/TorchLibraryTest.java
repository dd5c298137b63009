package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class TorchLibraryTest {
  @Test
  void convolutionsOfSingleImagesDoNotWarnOfNnpack() {
    TorchLibrary.load();
    assertThat(torch.globalContext().userEnabledNNPACK()).isFalse();
  }
}

package kindling.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.ImageShape;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

  @Test
  void aTableHasALinePerLayerAndTheTotals() {
    Architecture architecture = Families.named("mlp-16", new ImageShape(1, 28, 28), 10);

    assertThat(Summary.table(architecture))
        .isEqualTo(
            """
            layer    kind     output   parameters    MACs  bytes
            flatten  Flatten  784×1×1           0       0  3,136
            fc1      Linear   16×1×1       12,560  12,544     64
            relu1    Relu     16×1×1            0       0     64
            fc2      Linear   10×1×1          170     160     40
            mlp-16 at 1×28×28, 10 classes: 13 k parameters (12,730), 13 k MACs (12,704), \
            3.3 kB of activations (3,304)
            """);
  }

  @Test
  void windowsShowTheirSizeAndStride() {
    assertThat(Summary.table(Families.named("resnet8", CIFAR, 10)))
        .containsPattern("layer2\\.0\\.conv1 +Conv 3×3 /2 +32×16×16 +4,608 +1,179,648 +32,768\n")
        .containsPattern("layer2\\.0\\.shortcut +PadShortcut /2 +32×16×16 +0 +0 +32,768\n");
    assertThat(Summary.table(Families.named("mobilenetv1-cifar", CIFAR, 10)))
        .containsPattern("layers\\.1\\.conv1 +Conv 3×3 /2, 64 groups +64×16×16 +576 +147,456 ");
    assertThat(Summary.table(Families.named("lenet", CIFAR, 10)))
        .containsPattern("pool1 +MaxPool 2×2 /2 +6×14×14 ");
  }

  @Test
  void totalsCarryThePapersNumbers() {
    assertThat(Summary.table(Families.named("resnet20", CIFAR, 10)))
        .contains("0.27 M parameters (269,722)", "41 M MACs (40,551,040)");
    assertThat(Summary.table(Families.named("resnet110", CIFAR, 10))).contains("1.7 M parameters");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "999, 999",
    "1000, 1.0 k",
    "9960, 10 k",
    "99999, 100 k",
    "100000, 0.10 M",
    "996000, 1.0 M",
    "1727962, 1.7 M",
    "555422720, 555 M",
    "1160000000, 1.2 G"
  })
  void numbersAreRoundedToTwoDigitsOrMore(long number, String text) {
    assertThat(Summary.rounded(number)).isEqualTo(text);
  }
}

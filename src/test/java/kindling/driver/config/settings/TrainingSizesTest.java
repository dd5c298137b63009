package kindling.driver.config.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.TrainingSizes.Stage;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingSizesTest {
  private static final TrainingSizes TWO =
      new TrainingSizes(List.of(new Stage(0.35, 96), new Stage(1, 128)));

  private static Settings read(String settings) {
    return Settings.read(
        "test",
        ConfigFactory.parseString(
            "data { format = shapes, height = 32, width = 32 }\n" + settings));
  }

  private static List<Integer> sizes(TrainingSizes sizes, int epochs) {
    return IntStream.rangeClosed(1, epochs)
        .mapToObj(epoch -> sizes.of(epoch, epochs).orElseThrow())
        .toList();
  }

  @Test
  void aStageEndsWithTheEpochNearestToItsShare() {
    assertThat(sizes(TWO, 1)).containsExactly(128);
    assertThat(sizes(TWO, 2)).containsExactly(96, 128);
    assertThat(sizes(TWO, 4)).containsExactly(96, 128, 128, 128);
    assertThat(sizes(TWO, 5)).containsExactly(96, 96, 128, 128, 128);
    assertThat(sizes(TWO, 20)).startsWith(96).filteredOn(size -> size == 96).hasSize(7);
    TrainingSizes three =
        new TrainingSizes(List.of(new Stage(0.5, 16), new Stage(0.75, 24), new Stage(1, 20)));
    assertThat(sizes(three, 4)).containsExactly(16, 16, 24, 20);
    assertThat(TWO.of(6, 5)).as("a search for rates may go on").contains(128);
  }

  @Property(tries = 200)
  void theLastEpochHasTheLastSizeAndEachStageItsShare(
      @ForAll @IntRange(min = 1, max = 400) int epochs,
      @ForAll @IntRange(min = 1, max = 99) int percent) {
    TrainingSizes sizes =
        new TrainingSizes(List.of(new Stage(percent / 100.0, 1), new Stage(1, 2)));
    List<Integer> all = sizes(sizes, epochs);
    assertThat(all).isSorted().endsWith(2 - (int) (Math.round(percent / 100.0 * epochs) / epochs));
    double first = all.stream().filter(size -> size == 1).count();
    assertThat(Math.abs(first - percent / 100.0 * epochs)).isLessThanOrEqualTo(0.5 + 1e-9);
  }

  @Test
  void withoutStagesNoEpochHasASizeOfItsOwn() {
    assertThat(read("").input().sizes().of(1, 10)).isEqualTo(Optional.empty());
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    epochs = 0
                    data.size = [
                      { until = 0.5, size = 0 }
                      { untill = 0.4, size = 24 }
                      { until = 1.5 }
                      { until = 0.9, size = 28 }
                    ]
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "epochs: expected",
            "data.size[0]: size: expected a whole number from 1 to 16384, found 0",
            "data.size[1]: unknown key untill",
            "data.size[2]: size: expected a whole number from 1 to 16384, found nothing",
            "data.size[2]: until: expected a number above 0, at most 1, found 1.5",
            "data.size: expected values of until that grow from stage to stage up to 1, found"
                + " [0.5, 1.0, 1.0, 0.9]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"24", "[24, 32]", "{ until = 1, size = 24 }", "[{ size = 24 }, 32]"})
  void anotherFormIsRefusedWithAnExample(String written) {
    assertThatThrownBy(() -> read("data.size = " + written))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("data.size: expected a list such as [{ until = 0.35, size = 96 },");
  }

  @Test
  void theLastStageMustReachTheEnd() {
    assertThatThrownBy(() -> read("data.size = [{ until = 0.5, size = 24 }]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("up to 1, found [0.5]");
  }

  @ParameterizedTest
  @CsvSource({"resnet20, 24", "resnet18, 48", "vgg11, 64", "densenet40-12, 24", "mobilenetv2, 64"})
  void networksWithGlobalPoolingTakeAnySizeWithTheSameWeights(String name, int size) {
    Architecture scored = Families.named(name, new ImageShape(3, 32, 32), 10);
    TrainingSizes sizes = new TrainingSizes(List.of(new Stage(1, size)));
    assertThatCode(() -> sizes.check(scored)).doesNotThrowAnyException();
    assertThat(sizes.of(scored))
        .singleElement()
        .satisfies(
            network -> {
              assertThat(network.input()).isEqualTo(new ImageShape(3, size, size));
              assertThat(network.layout()).isEqualTo(scored.layout());
            });
    read("architecture = " + name + "\ndata.size = [{ size = " + size + " }]");
  }

  @ParameterizedTest
  @CsvSource({"mlp-8, fc1", "lenet, fc1"})
  void aNetworkOfOneSizeIsRefusedWithTheSizes(String name, String layer) {
    assertThatThrownBy(
            () ->
                read(
                    "workers = 0\ndata.size = [{ until = 0.3, size = 24 }, { until = 0.6, size = 32"
                        + " }, { size = 40 }]\narchitecture = "
                        + name))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "workers: expected",
            "data.size: architecture " + name + ", for images of 3×32×32,",
            "cannot take images of 3×24×24 (" + name + ", layer " + layer,
            "; 3×40×40 (")
        .hasMessageNotContaining("3×32×32 (");
  }

  @Test
  void imagesTooSmallForANetworkAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    "architecture = vgg11\ndata.size = [{ until = 0.5, size = 16 }, { size = 32 }]"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("cannot take images of 3×16×16 (vgg11, layer");
  }
}

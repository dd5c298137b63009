package kindling.driver.evaluate;

import java.util.Locale;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.WeightsSource;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.families.Blueprint;

/** Weights of a network for gray images that meet color ones, or the other way. On the driver. */
public final class OtherChannels {
  private static final int GRAY = 1;
  private static final int COLOR = 3;

  private OtherChannels() {}

  /**
   * Refuses weights whose first tensor that depends on the images' channels has the shape that the
   * same network has on gray images instead of color ones, or on color ones instead of gray.
   *
   * @param asked what named the weights: a setting or an argument
   * @throws ConfigurationException that names the setting to change
   */
  public static void refuse(
      String asked, WeightsSource source, Blueprint blueprint, Architecture architecture) {
    int here = architecture.input().channels();
    int there = here == GRAY ? COLOR : GRAY;
    layout(blueprint, architecture, there)
        .flatMap(layout -> firstOtherShape(architecture.layout(), layout))
        .filter(tensor -> source.tensors().containsKey(tensor.name()))
        .filter(tensor -> source.tensors().get(tensor.name()).shape().equals(tensor.shape()))
        .ifPresent(
            tensor -> {
              throw new ConfigurationException(
                  String.format(
                      Locale.ROOT,
                      "%s: expected weights for images of %d channels, as the data have, found %d;"
                          + " set data.channels = %d",
                      asked,
                      here,
                      there,
                      there));
            });
  }

  /** The tensors of the same network on images of other channels, if it can take those. */
  private static Optional<WeightsLayout> layout(
      Blueprint blueprint, Architecture architecture, int channels) {
    ImageShape input = architecture.input();
    try {
      ImageShape images = new ImageShape(channels, input.height(), input.width());
      return Optional.of(blueprint.on(images, architecture.classes()).layout());
    } catch (IllegalArgumentException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static Optional<TensorSpec> firstOtherShape(WeightsLayout here, WeightsLayout there) {
    return there.tensors().stream()
        .filter(tensor -> !tensor.shape().equals(here.tensor(tensor.name()).shape()))
        .findFirst();
  }
}

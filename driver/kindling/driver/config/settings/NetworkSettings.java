package kindling.driver.config.settings;

import java.util.Locale;
import kindling.data.ImageShape;
import kindling.data.source.Catalog;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.driver.config.architecture.ArchitectureReader;
import kindling.driver.config.training.RegularizationSettings;
import kindling.model.architecture.Architecture;
import kindling.model.families.Blueprint;
import kindling.model.optimizer.Optimizer;

/**
 * The network and the weights that it begins with.
 *
 * @param regularization what of it is left out in training
 * @param convolutions where the weights of convolutions come from, unless init.from gives them
 * @param firstConvolution the same of the one that takes the images
 * @param transfer weights from elsewhere, and which part of the network each epoch trains
 */
public record NetworkSettings(
    Blueprint architecture,
    RegularizationSettings regularization,
    Convolutions convolutions,
    FirstConvolution firstConvolution,
    TransferSettings transfer) {

  /**
   * Reads them; what is wrong with them goes to the other problems of the file.
   *
   * @param input whose augmentation may not go with features that are computed once, and whose
   *     sizes not with the architecture
   */
  static NetworkSettings read(KeyReader keys, InputSettings input) {
    Blueprint architecture = ArchitectureReader.read(keys);
    input.sizes().check(architecture, input, keys);
    return new NetworkSettings(
        architecture,
        RegularizationSettings.read(keys),
        keys.choice("init.convolutions", Convolutions.RANDOM),
        keys.choice("init.first-convolution", FirstConvolution.RANDOM),
        TransferSettings.read(keys, input.augmentation().mixing()));
  }

  /**
   * The network for a dataset's images and classes.
   *
   * @param optimizer that will train it
   * @throws ConfigurationException if it cannot take such images, or has more weights or optimizer
   *     state than an array holds
   */
  public Architecture on(Catalog catalog, Optimizer optimizer) {
    try {
      Architecture network = network(catalog.shape(), catalog.classes().size());
      optimizer.stateSize(network.layout());
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw wrong("the data's ", catalog.shape(), e);
    }
  }

  /**
   * The network for images of a shape, which is not trained.
   *
   * @throws ConfigurationException if it cannot take such images, or has more weights than an array
   *     holds
   */
  public Architecture on(ImageShape input, int classes) {
    try {
      Architecture network = network(input, classes);
      network.layout();
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw wrong("", input, e);
    }
  }

  private Architecture network(ImageShape input, int classes) {
    return regularization.of(architecture.on(input, classes));
  }

  private ConfigurationException wrong(String whose, ImageShape images, RuntimeException e) {
    return new ConfigurationException(
        String.format(
            Locale.ROOT,
            "architecture %s cannot take %s%s images: %s",
            architecture.name(),
            whose,
            images,
            e.getMessage()));
  }
}

package kindling.driver.cli.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.driver.cli.options.ClassesOption;
import kindling.driver.cli.options.SetOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.evaluate.SavedNetwork;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Weights, and what they do not tell of their network themselves. */
final class SavedNetworkOptions {
  @Parameters(
      paramLabel = "WEIGHTS",
      description =
          "a run folder or a file of one, which know their network; or a safetensors, PyTorch, Keras"
              + " or ONNX file")
  private String weights;

  @Option(names = "--architecture", description = "of the weights, such as resnet20")
  private Optional<String> architecture = Optional.empty();

  @Option(
      names = "--input",
      split = "x",
      paramLabel = "CxHxW",
      description = "channels, height and width of the images (default: the run's or ONNX file's)")
  private int[] input = {};

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description = "of the weights that are meant, where the file holds several")
  private Optional<String> key = Optional.empty();

  @Mixin private ClassesOption classes;
  @Mixin private SetOption set;

  /**
   * Reads the weights and the network that they are of.
   *
   * @throws ConfigurationException where they cannot be read, or do not fit the network, or it is
   *     not known
   */
  SavedNetwork read(Storage storage, Console console) {
    List<String> overrides = new ArrayList<>();
    architecture.ifPresent(name -> overrides.add("architecture=" + name));
    overrides.addAll(set.overrides());
    overrides.add("init.from=" + weights);
    overrides.add("init.key=" + key.orElse(""));
    overrides.add("init.partial=false");
    return SavedNetwork.read(
        new SavedNetwork.Question(
            weights, key, architecture.isPresent(), input(), classes.names(storage), overrides),
        storage,
        console);
  }

  private Optional<ImageShape> input() {
    if (input.length == 0) {
      return Optional.empty();
    } else if (input.length != 3) {
      throw new ConfigurationException("--input: expected CxHxW such as 3x32x32");
    }
    try {
      return Optional.of(new ImageShape(input[0], input[1], input[2]));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("--input: " + e.getMessage());
    }
  }
}

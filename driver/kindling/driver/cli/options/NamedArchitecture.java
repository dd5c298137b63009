package kindling.driver.cli.options;

import kindling.data.ImageShape;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.architecture.ArchitectureFile;
import kindling.model.architecture.Architecture;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** An architecture on the command line: its name, and the images and classes that it is for. */
public final class NamedArchitecture {
  @Parameters(
      paramLabel = "NAME",
      description = "resnet20, mobilenetv2, mlp-256, ..., or a .conf file that describes a network")
  private String name;

  @Option(
      names = "--input",
      split = "x",
      paramLabel = "CxHxW",
      defaultValue = "3x32x32",
      description = "channels, height and width (default: ${DEFAULT-VALUE})")
  private int[] input;

  @Option(names = "--classes", defaultValue = "10", description = "default: ${DEFAULT-VALUE}")
  private int classes;

  public String name() {
    return name;
  }

  /**
   * The network for these images and classes.
   *
   * @throws ConfigurationException where there is none such, or it cannot take the images
   */
  public Architecture architecture() {
    if (input.length != 3) {
      throw new ConfigurationException("--input: expected CxHxW such as 3x32x32");
    }
    try {
      return ArchitectureFile.blueprint(name)
          .on(new ImageShape(input[0], input[1], input[2]), classes);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }
}

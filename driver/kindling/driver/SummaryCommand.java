package kindling.driver;

import java.util.concurrent.Callable;
import kindling.data.ImageShape;
import kindling.driver.architecture.ArchitectureFile;
import kindling.driver.config.ConfigurationException;
import kindling.model.architecture.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling summary}: an architecture's layers, shapes, parameters and cost. */
@Command(
    name = "summary",
    description =
        "Prints an architecture's layers, shapes, parameters, multiply-accumulates and activations.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
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

  @Override
  public Integer call() {
    if (input.length != 3) {
      throw new ConfigurationException("--input: expected CxHxW such as 3x32x32");
    }
    try {
      ImageShape images = new ImageShape(input[0], input[1], input[2]);
      System.out.print(Summary.table(ArchitectureFile.blueprint(name).on(images, classes)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(e.getMessage());
    }
    return ExitCode.OK;
  }
}

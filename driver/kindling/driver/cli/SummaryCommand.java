package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.NamedArchitecture;
import kindling.model.architecture.Summary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kindling summary}: an architecture's layers, shapes, parameters and cost. */
@Command(
    name = "summary",
    description =
        "Prints an architecture's layers, shapes, parameters, multiply-accumulates and activations.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  @Mixin private NamedArchitecture named;

  @Override
  public Integer call() {
    new Terminal().result("%s", Summary.table(named.architecture()).stripTrailing());
    return ExitCode.OK;
  }
}

package kindling.driver.cli.options;

import java.util.function.Supplier;
import kindling.driver.cluster.Console;
import kindling.driver.run.folder.Json;
import picocli.CommandLine.Option;

/** {@code --json}, of the commands that print a result. */
public final class JsonOption {
  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  /** Prints the result's object where it is asked for. */
  public void print(Supplier<?> result, Console console) {
    if (json) {
      console.result("%s", Json.line(result.get()));
    }
  }
}

package kindling.driver.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.train.TrainingRun;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling train}: trains what a configuration file describes. */
@Command(
    name = "train",
    description = "Trains what a configuration file describes and scores it on the test split.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private Experiment experiment;

  @Option(names = "--resume", description = "go on from the newest whole checkpoint of run.dir")
  private boolean resume;

  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Settings settings = experiment.settings();
    StartMode mode = resume ? StartMode.RESUME : StartMode.of(settings);
    Console console = new Terminal();
    try (JavaSparkContext spark = experiment.spark(settings)) {
      TrainResult result = new TrainingRun(spark, settings, mode, console).run();
      result.show(console);
      console.result("run folder %s", result.run());
      if (json) {
        console.result("%s", Json.line(result));
      }
    }
    return ExitCode.OK;
  }
}

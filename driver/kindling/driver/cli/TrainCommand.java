package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.ResumeOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.SharedData;
import kindling.driver.run.TrainResult;
import kindling.driver.train.TrainingRun;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kindling train}: trains what a configuration file describes. */
@Command(
    name = "train",
    description = "Trains what a configuration file describes and scores it on the test split.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Mixin private ExperimentFile experiment;
  @Mixin private MasterOption master;
  @Mixin private ResumeOption resume;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Settings settings = experiment.settings();
    Console console = new Terminal();
    try (JavaSparkContext spark = master.open(settings, console);
        SharedData data = new SharedData()) {
      TrainResult result =
          new TrainingRun(spark, settings, resume.mode(settings), data, console).run();
      result.show(console);
      console.result("run folder %s", result.run());
      json.print(() -> result, console);
    }
    return ExitCode.OK;
  }
}

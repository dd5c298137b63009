package kindling.driver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling train}: trains what a configuration file describes. */
@Command(
    name = "train",
    description = "Trains what a configuration file describes and scores it on the test split.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "CONF", description = "the experiment, a HOCON file")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "one setting, instead of the file's; may be repeated")
  private List<String> overrides = new ArrayList<>();

  @Option(
      names = "--master",
      defaultValue = "local[*]",
      description = "Spark master, unless spark-submit names one (default: ${DEFAULT-VALUE})")
  private String master;

  @Option(names = "--resume", description = "go on from the newest whole checkpoint of run.dir")
  private boolean resume;

  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Settings settings = SettingsFile.read(file, overrides);
    Console console = new Console();
    try (JavaSparkContext spark =
        Cluster.open(settings.name(), master, settings.threadsPerWorker())) {
      TrainResult result =
          new TrainingRun(spark, settings, StartMode.of(resume, settings), console).run();
      console.result(
          "test accuracy %s (top-5 %s, loss %.4f) after %d epochs, %.0f s in all",
          Console.percent(result.testAccuracy()),
          Console.percent(result.testTop5()),
          result.testLoss(),
          result.epochs(),
          result.seconds());
      console.result("run folder %s", result.run());
      if (json) {
        console.result("%s", Json.line(result));
      }
    }
    return ExitCode.OK;
  }
}

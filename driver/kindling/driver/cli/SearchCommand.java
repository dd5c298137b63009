package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cluster.Cluster;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.StartMode;
import kindling.driver.run.folder.Json;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.search.Search;
import kindling.driver.sweep.search.SearchPlan;
import kindling.driver.sweep.search.SearchResult;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling search}: looks for the settings that validate best. */
@Command(
    name = "search",
    description =
        "Trains trials of a space of settings, the block search of CONF, and scores the best of them"
            + " on the test split.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
  @Mixin private Experiment experiment;

  @Option(names = "--resume", description = "go on with the search in run.dir")
  private boolean resume;

  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  @Override
  public Integer call() {
    SearchPlan plan = SearchPlan.read(experiment.file(), experiment.overrides());
    Settings settings = plan.settings();
    StartMode mode = resume ? StartMode.RESUME : StartMode.of(settings);
    Console console = new Terminal();
    try (JavaSparkContext spark =
        Cluster.openShared(
            settings.name(), experiment.master(), settings.engine().threadsPerWorker())) {
      SearchResult result = new Search(spark, plan, mode, console).run();
      console.result(
          "trial %d of %d wins: validation accuracy %s, test accuracy %s (loss %.4f) after %s",
          result.winner(),
          result.trials(),
          Figures.percent(result.validationAccuracy()),
          Figures.percent(result.testAccuracy()),
          result.testLoss(),
          Figures.epochs(result.epochs()));
      result.settings().forEach((key, value) -> console.result("  %s = %s", key, value));
      console.result("search folder %s", result.run());
      if (json) {
        console.result("%s", Json.line(result));
      }
    }
    return ExitCode.OK;
  }
}

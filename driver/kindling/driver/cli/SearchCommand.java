package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.ResumeOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.search.Search;
import kindling.driver.sweep.search.SearchPlan;
import kindling.driver.sweep.search.SearchResult;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kindling search}: looks for the settings that validate best. */
@Command(
    name = "search",
    description =
        "Trains trials of a space of settings, the block search of CONF, and scores the best of them"
            + " on the test split.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
  @Mixin private ExperimentFile experiment;
  @Mixin private MasterOption master;
  @Mixin private ResumeOption resume;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    SearchPlan plan = SearchPlan.read(experiment.file(), experiment.overrides());
    Settings settings = plan.settings();
    Console console = new Terminal();
    try (JavaSparkContext spark = master.openShared(settings, console)) {
      SearchResult result = new Search(spark, plan, resume.mode(settings), console).run();
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
      json.print(() -> result, console);
    }
    return ExitCode.OK;
  }
}

package kindling.driver.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.train.RateRange;
import kindling.driver.train.RateSearch;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling find-rate}: a learning-rate range test. */
@Command(
    name = "find-rate",
    description = "Trains with rates from low to high and shows at which of them the loss falls.",
    mixinStandardHelpOptions = true)
final class FindRateCommand implements Callable<Integer> {
  @Mixin private ExperimentFile experiment;
  @Mixin private MasterOption master;

  @Option(
      names = "--from",
      defaultValue = "1e-5",
      description = "the lowest rate (default: ${DEFAULT-VALUE})")
  private double low;

  @Option(
      names = "--to",
      defaultValue = "10",
      description = "the highest rate (default: ${DEFAULT-VALUE})")
  private double high;

  @Option(
      names = "--rounds",
      defaultValue = "60",
      description = "rounds of training from the lowest to the highest (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--out",
      defaultValue = "find-rate.png",
      description = "where the picture goes (default: ${DEFAULT-VALUE})")
  private String out;

  @Override
  public Integer call() {
    Settings settings = experiment.settings();
    check();
    Console console = new Terminal();
    try (JavaSparkContext spark = master.open(settings, console)) {
      RateRange range =
          new RateSearch(spark, settings, new RateSearch.Course(low, high, rounds), console).run();
      range.show(console);
      write(range.picture(), new Storage(spark.hadoopConfiguration()), console);
    }
    return ExitCode.OK;
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    if (!(low > 0 && low < high && high < Double.POSITIVE_INFINITY)) {
      problems.add(
          String.format(
              Locale.ROOT,
              "--from, --to: expected two rising rates above 0, found %s and %s",
              low,
              high));
    }
    if (rounds < 2) {
      problems.add("--rounds: expected 2 or more, found " + rounds);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private void write(byte[] picture, Storage storage, Console console) {
    try {
      Path path = storage.qualify(out);
      storage.writeAtomically(path, picture);
      console.remark("picture in %s", path);
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "--out: cannot write %s: %s", out, Storage.reason(e)));
    }
  }
}

package kindling.driver.cli.scaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.TransferSettings;
import kindling.driver.evaluate.Session;
import kindling.driver.evaluate.SharedData;
import kindling.driver.scaling.PlannedCluster;
import kindling.driver.scaling.Scaling;
import kindling.driver.scaling.ScalingTable;
import kindling.driver.scaling.model.Costs;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling plan}: how a run scales. */
@Command(
    name = "plan",
    description =
        "Measures what steps, decoding and averaging cost here, and predicts an epoch, bytes and memory"
            + " on clusters of other sizes, and what binds.",
    mixinStandardHelpOptions = true)
public final class PlanCommand implements Callable<Integer> {
  @Mixin private ExperimentFile experiment;
  @Mixin private ClusterOptions clusters;

  @Option(
      names = "--costs",
      paramLabel = "FILE",
      description = "what plan --json has printed, whose costs are taken instead of measured ones")
  private Path costs;

  @Option(
      names = "--repetitions",
      defaultValue = "3",
      paramLabel = "N",
      description = "of rounds with whole batches (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Mixin private MasterOption master;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Settings settings = experiment.settings();
    PlannedCluster asked = clusters.cluster(settings.workload().workers());
    if (repetitions < 1) {
      throw new ConfigurationException(
          "--repetitions: expected a whole number of at least 1, found " + repetitions);
    }
    Optional<Costs> given = Optional.ofNullable(costs).map(PlanCommand::read);
    Console console = new Terminal();
    Scaling scaling;
    try (JavaSparkContext spark = master.open(settings, console);
        SharedData data = new SharedData()) {
      Session session = Session.open(spark, settings, data, console).forTraining();
      console.remark("data: %s", session.catalog().description());
      if (settings.network().transfer().kind() != TransferSettings.Kind.NONE
          || !settings.input().sizes().stages().isEmpty()) {
        console.warn(
            "transfer and data.size are left out: every layer is taken to train, at data.height and"
                + " data.width");
      }
      scaling = Scaling.of(session, asked, given, repetitions);
    }
    ScalingTable.lines(scaling).forEach(line -> console.result("%s", line));
    json.print(() -> scaling, console);
    return CommandLine.ExitCode.OK;
  }

  private static Costs read(Path file) {
    try {
      return Scaling.costs(Files.readString(file));
    } catch (IOException e) {
      throw new ConfigurationException("--costs: cannot read " + file + ": " + Storage.reason(e));
    }
  }
}

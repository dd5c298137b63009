package kindling.driver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cluster.Cluster;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Diagnosis;
import kindling.driver.cluster.Finding;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kindling doctor}: what training needs of this machine, and of a cluster's. */
@Command(
    name = "doctor",
    description =
        "Looks at Java, Spark, processor, engine, allocator, locale, disk and memory, and says what"
            + " to do; with --master at each executor's too.",
    mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
  @Option(names = "--master", description = "a Spark master, whose executors are looked at too")
  private Optional<String> master = Optional.empty();

  @Override
  public Integer call() {
    Console console = new Terminal();
    List<Diagnosis> all = new ArrayList<>(List.of(Diagnosis.here("here")));
    if (master.isPresent() || new SparkConf().contains("spark.master")) {
      try (JavaSparkContext spark = Cluster.open("doctor", master.orElse("local[*]"), 1, console)) {
        all.addAll(Diagnosis.executors(spark));
      }
    }
    all.forEach(diagnosis -> show(diagnosis, console));
    return all.stream().flatMap(d -> d.findings().stream()).allMatch(Finding::isOk)
        ? ExitCode.OK
        : ExitCode.CONFIGURATION;
  }

  private static void show(Diagnosis diagnosis, Console console) {
    console.result("%s", diagnosis.place());
    for (Finding finding : diagnosis.findings()) {
      console.result(
          "%s",
          String.format(
              Locale.ROOT,
              "  %-4s  %-9s  %s",
              finding.isOk() ? "ok" : "look",
              finding.what(),
              finding.found()));
      if (!finding.isOk()) {
        console.result("                   %s", finding.advice());
      }
    }
  }
}

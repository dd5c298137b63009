package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kindling.driver.study.StudyResult;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling study}: what architectures cost and what they bring. */
@Command(
    name = "study",
    description =
        "Trains several architectures under one budget and weighs accuracy against size and time.",
    mixinStandardHelpOptions = true)
final class StudyCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "CONF",
      description = "a run's settings and the block study, a HOCON file")
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

  @Option(names = "--resume", description = "go on with the study in run.dir")
  private boolean resume;

  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  @Override
  public Integer call() {
    StudyPlan plan = StudyPlan.read(file, overrides);
    Settings settings = plan.settings();
    Console console = new Console();
    try (JavaSparkContext spark =
        Cluster.open(settings.name(), master, settings.threadsPerWorker())) {
      StudyResult result = new Study(spark, plan, StartMode.of(resume, settings), console).run();
      StudyTable.show(result, console);
      console.result("study folder %s", result.run());
      if (json) {
        console.result("%s", Json.line(result));
      }
    }
    return ExitCode.OK;
  }
}

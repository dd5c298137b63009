package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.StartMode;
import kindling.driver.run.folder.Json;
import kindling.driver.sweep.study.MeasuringProcess;
import kindling.driver.sweep.study.Study;
import kindling.driver.sweep.study.StudyPlan;
import kindling.driver.sweep.study.StudyResult;
import kindling.driver.sweep.study.StudyTable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling study}: what architectures cost and what they bring. */
@Command(
    name = "study",
    description =
        "Trains the architectures of the block study of CONF under one budget and weighs accuracy"
            + " against size and time.",
    mixinStandardHelpOptions = true)
final class StudyCommand implements Callable<Integer> {
  @Mixin private Experiment experiment;

  @Option(names = "--resume", description = "go on with the study in run.dir")
  private boolean resume;

  @Option(names = "--json", description = "print the result as one JSON object, the last line")
  private boolean json;

  @Override
  public Integer call() {
    StudyPlan plan = StudyPlan.read(experiment.file(), experiment.overrides());
    Settings settings = plan.settings();
    StartMode mode = resume ? StartMode.RESUME : StartMode.of(settings);
    Console console = new Terminal();
    try (JavaSparkContext spark = experiment.spark(settings)) {
      MeasuringProcess measuring = new MeasuringProcess(Commands.MAIN);
      StudyResult result = new Study(spark, plan, measuring, mode, console).run();
      StudyTable.show(result, console);
      console.result("study folder %s", result.run());
      if (json) {
        console.result("%s", Json.line(result));
      }
    }
    return ExitCode.OK;
  }
}

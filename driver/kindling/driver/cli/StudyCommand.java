package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.ResumeOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.sweep.study.MeasuringProcess;
import kindling.driver.sweep.study.Study;
import kindling.driver.sweep.study.StudyPlan;
import kindling.driver.sweep.study.StudyResult;
import kindling.driver.sweep.study.StudyTable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code kindling study}: what architectures cost and what they bring. */
@Command(
    name = "study",
    description =
        "Trains the architectures of the block study of CONF under one budget and weighs accuracy"
            + " against size and time.",
    mixinStandardHelpOptions = true)
final class StudyCommand implements Callable<Integer> {
  @Mixin private ExperimentFile experiment;
  @Mixin private MasterOption master;
  @Mixin private ResumeOption resume;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    StudyPlan plan = StudyPlan.read(experiment.file(), experiment.overrides());
    Settings settings = plan.settings();
    Console console = new Terminal();
    try (JavaSparkContext spark = master.open(settings, console)) {
      MeasuringProcess measuring = new MeasuringProcess(Commands.MAIN);
      StudyResult result = new Study(spark, plan, measuring, resume.mode(settings), console).run();
      StudyTable.show(result, console);
      console.result("study folder %s", result.run());
      json.print(() -> result, console);
    }
    return ExitCode.OK;
  }
}

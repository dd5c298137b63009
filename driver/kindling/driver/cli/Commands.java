package kindling.driver.cli;

import java.io.IOException;
import kindling.data.Credentials;
import kindling.driver.cli.scaling.PlanCommand;
import kindling.driver.cli.weights.ExportCommand;
import kindling.driver.cli.weights.PredictCommand;
import kindling.driver.cluster.Interruption;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.log.RunLog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Its exit codes are in {@link ExitCode}. */
@Command(
    name = "kindling",
    description = "Trains and evaluates image classifiers on Apache Spark, data-parallel.",
    mixinStandardHelpOptions = true,
    versionProvider = Commands.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      FindRateCommand.class,
      ReportCommand.class,
      CompareCommand.class,
      WatchCommand.class,
      MeasureCommand.class,
      SearchCommand.class,
      StudyCommand.class,
      PlanCommand.class,
      PrepareCommand.class,
      SummaryCommand.class,
      AugmentCommand.class,
      ExportCommand.class,
      DoctorCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Commands {
  /** The name of the class that a process for a command is started with. */
  static final String MAIN = "kindling.driver.Kindling";

  private Commands() {}

  /** Runs a command and returns its exit code. */
  public static int run(String... args) {
    return new CommandLine(new Commands())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) -> {
              Throwable failure = Failures.told(thrown);
              int code = ExitCode.of(failure);
              if (code == ExitCode.BUG && Interruption.isUnderWay()) {
                // What fails after a signal fails for it, and the signal has been told of.
                return code;
              }
              if (code == ExitCode.BUG) {
                failure.printStackTrace(command.getErr());
              }
              command.getErr().println("kindling: " + Credentials.mask(failure.getMessage()));
              if (code == ExitCode.BUG) {
                RunLog.holding(failure)
                    .ifPresent(
                        file ->
                            command
                                .getErr()
                                .println(
                                    "kindling: this is a bug; "
                                        + file
                                        + " has its stack trace"
                                        + " and what came before"));
              }
              command.getErr().flush();
              return code;
            })
        .execute(args);
  }

  /** Version and commit that the jar was built from. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      var build = Provenance.build();
      return new String[] {
        "kindling "
            + build.getProperty("git.build.version", "unknown")
            + " ("
            + build.getProperty("git.commit.id.full", "unknown")
            + ")"
      };
    }
  }
}

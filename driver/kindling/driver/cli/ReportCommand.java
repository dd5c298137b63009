package kindling.driver.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.report.RunReport;
import kindling.driver.report.watch.FoundRun;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code kindling report}: writes a run's report anew from the files of its folder. */
@Command(
    name = "report",
    description = "Writes report.html of a run folder anew, of a finished run or one under way.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RUN", description = "a run folder")
  private String run;

  @Override
  public Integer call() {
    FoundRun found = FoundRun.at(run);
    Path file = new Path(found.root(), RunReport.FILE);
    String page = RunReport.html(found.files());
    try {
      found.storage().writeAtomically(file, page.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(Locale.ROOT, "cannot write %s: %s", file, Storage.reason(e)));
    }
    new Terminal().result("%s", file);
    return ExitCode.OK;
  }
}

package kindling.driver.cli;

import java.util.Locale;
import kindling.driver.cluster.TaskFailure;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FSError;

/** What people are told of a failure. Runs on the driver. */
final class Failures {
  private Failures() {}

  /** The problem that a user can mend behind a failure; otherwise the failure itself. */
  static Throwable told(Throwable failure) {
    Throwable cause = TaskFailure.cause(failure);
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof FSError && ExitCode.of(cause) == ExitCode.BUG) {
        return new RunFolderException(
            String.format(
                Locale.ROOT,
                "the local disk fails: %s. What was written before is whole; mend the storage and go on with"
                    + " --resume.",
                each.getCause().getMessage()));
      }
    }
    return cause;
  }
}

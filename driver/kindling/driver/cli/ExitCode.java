package kindling.driver.cli;

import kindling.data.DataException;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.train.round.DivergedException;
import kindling.model.weights.WeightsException;

/** The process's exit codes, for people's scripts and schedulers. */
public final class ExitCode {
  public static final int OK = 0;
  public static final int BUG = 1;
  public static final int CONFIGURATION = 2;
  public static final int DATA = 3;
  public static final int DIVERGED = 4;
  public static final int RUN_FOLDER = 5;

  private ExitCode() {}

  /** The code for a failure; {@link #BUG} for anything that no user can mend. */
  static int of(Throwable failure) {
    if (failure instanceof ConfigurationException) {
      return CONFIGURATION;
    }
    if (failure instanceof DataException || failure instanceof WeightsException) {
      return DATA;
    }
    if (failure instanceof DivergedException) {
      return DIVERGED;
    }
    return failure instanceof RunFolderException ? RUN_FOLDER : BUG;
  }
}

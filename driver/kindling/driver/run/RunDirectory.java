package kindling.driver.run;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.Path;

/**
 * Where the folder of a run, or of several, is: {@code run.dir}, or a new one; to resume, the
 * newest unfinished one of the same settings.
 */
public final class RunDirectory {
  /** The second in UTC, so that names of folders sort by time whatever clock a machine shows. */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private RunDirectory() {}

  /**
   * The absolute path.
   *
   * @param kind of folder: run, search or study
   * @param resolved the settings that an unfinished one must have been started with
   * @throws ConfigurationException where there is none to resume from
   */
  static Path of(
      String kind, Settings settings, ResolvedConfig resolved, StartMode mode, Storage storage) {
    if (settings.run().directory().isPresent()) {
      return storage.qualify(settings.run().directory().get());
    }
    Path runs = storage.qualify(home(storage) + "/kindling-runs");
    return mode == StartMode.RESUME
        ? new UnfinishedRuns(runs, storage).newest(kind, settings.name(), resolved)
        : new Path(runs, settings.name() + "-" + STAMP.format(LocalDateTime.now(ZoneOffset.UTC)));
  }

  private static Path home(Storage storage) {
    try {
      return storage.fileSystem(new Path(".")).getHomeDirectory();
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot reach the home directory, where run folders go unless run.dir says otherwise: "
              + Storage.reason(e));
    }
  }
}

package kindling.driver.run;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.Path;

/** Where the folder of a run, or of several, is: {@code run.dir}, or a new one. */
public final class RunDirectory {
  /** The second in UTC, so that names of folders sort by time whatever clock a machine shows. */
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private RunDirectory() {}

  /**
   * The absolute path.
   *
   * @throws ConfigurationException where there is none to resume from
   */
  public static Path of(Settings settings, StartMode mode, Storage storage) {
    if (settings.run().directory().isEmpty() && mode == StartMode.RESUME) {
      throw new ConfigurationException("run.dir: --resume needs the run folder to go on with");
    }
    return storage.qualify(
        settings.run().directory().orElseGet(() -> home(storage) + newFolder(settings.name())));
  }

  private static String newFolder(String name) {
    return "/kindling-runs/" + name + "-" + STAMP.format(LocalDateTime.now(ZoneOffset.UTC));
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

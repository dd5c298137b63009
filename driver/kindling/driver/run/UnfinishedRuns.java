package kindling.driver.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.run.folder.LockObserver;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * The folders under one root that were named by {@link RunDirectory}, hold no result and have no
 * driver at work in them. Lives on the driver.
 */
record UnfinishedRuns(Path root, Storage storage) {
  /** The results that tell that all is done; a study's is written anew as its runs end. */
  private static final Map<String, String> RESULTS =
      Map.of("run", "result.json", "search", ClaimedFolder.SEARCH_RESULT);

  /**
   * The newest of an experiment, by the time in its name, that was started with these settings.
   *
   * @param kind run, search or study
   * @throws ConfigurationException where there is none, with those of other settings
   * @throws RunFolderException where the storage fails, or a folder's settings are damaged
   */
  Path newest(String kind, String name, ResolvedConfig resolved) {
    List<String> others = new ArrayList<>();
    try {
      for (Path folder : folders(name)) {
        Optional<ResolvedConfig> settings = RunFolder.config(folder, storage);
        if (settings.isEmpty() || isFinished(kind, folder)) {
          continue;
        }
        if (isAtWork(folder)) {
          others.add(folder.getName() + " (in use)");
        } else if (resolved.differencesFrom(settings.get()).isEmpty()) {
          return folder;
        } else {
          others.add(folder.getName());
        }
      }
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot look for unfinished runs in " + root + ": " + Storage.reason(e));
    }
    throw new ConfigurationException(
        String.format(
            Locale.ROOT,
            "--resume: expected in %s an unfinished %s of %s with these settings, found %s."
                + " Name a folder with --set run.dir=DIR, or leave --resume out.",
            root,
            kind,
            name,
            others.isEmpty() ? "none" : "only these others: " + String.join(", ", others)));
  }

  private boolean isFinished(String kind, Path folder) throws IOException {
    return RESULTS.containsKey(kind) && storage.exists(new Path(folder, RESULTS.get(kind)));
  }

  private boolean isAtWork(Path folder) {
    return new LockObserver(folder, storage).isHeld();
  }

  private List<Path> folders(String name) throws IOException {
    Pattern named = Pattern.compile(Pattern.quote(name) + "-\\d{8}-\\d{6}");
    try {
      return Stream.of(storage.fileSystem(root).listStatus(root))
          .filter(FileStatus::isDirectory)
          .map(FileStatus::getPath)
          .filter(path -> named.matcher(path.getName()).matches())
          .sorted(Comparator.comparing(Path::getName).reversed())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}

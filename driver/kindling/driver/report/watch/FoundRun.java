package kindling.driver.report.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.report.RunReport;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.RunFailure;
import kindling.driver.run.RunFiles;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * A folder that a command was given, a run's or one that holds runs, on any Hadoop file system.
 * Lives on the driver.
 *
 * @param root the folder
 */
public record FoundRun(Path root, Storage storage) {
  /** The folder at a location; {@link #files} says whether it is a run's. */
  public static FoundRun at(String location) {
    Storage storage = new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    return new FoundRun(storage.qualify(location), storage);
  }

  /**
   * What a run's files say now.
   *
   * @throws RunFolderException where it is no run's folder or cannot be read
   */
  public RunFiles files() {
    RunFiles files = any();
    if (files.holdsRuns()) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "expected a run folder, found that of a search or a study in %s; name one of the folders"
                  + " in it. Its own report.html is written after each run, and served by watch"
                  + " --port",
              root));
    }
    return files;
  }

  /**
   * A report as it is now.
   *
   * @param isFinished whether it changes no more
   */
  public record Report(String html, boolean isFinished) {}

  /**
   * A run's report is made anew, that of a search or a study is as it was written.
   *
   * @throws RunFolderException where there is none, or it cannot be read
   */
  public Report report() {
    RunFiles files = any();
    if (!files.holdsRuns()) {
      return new Report(RunReport.html(files), !files.result().isMissingNode());
    }
    // Before the page: one that is finished in between is asked for once more.
    boolean isFinished =
        text(ClaimedFolder.SEARCH_RESULT).isPresent()
            || text(ClaimedFolder.STUDY_RESULT).map(FoundRun::isFinishedStudy).orElse(false);
    String html =
        text(RunReport.FILE)
            .orElseThrow(
                () ->
                    new RunFolderException(
                        "no run in " + root + " is finished yet; the report comes with the first"));
    return new Report(html, isFinished);
  }

  /** Why a run that no driver is at work on has no result. */
  String withoutResult() {
    Optional<String> failure = text(RunFailure.FILE);
    try {
      return failure.isPresent()
          ? String.format(
              Locale.ROOT,
              "the run in %s failed: %s",
              root,
              Json.read(failure.get(), RunFailure.class).reason())
          : String.format(
              Locale.ROOT,
              "the run in %s has no result, and no driver is at work in it: it was killed, or left"
                  + " to a later start. Go on with it by train --resume",
              root);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s is not what a run writes: %s",
              new Path(root, RunFailure.FILE),
              e.getOriginalMessage()));
    }
  }

  private static boolean isFinishedStudy(String result) {
    try {
      return Json.read(result, JsonNode.class).path("finished").asBoolean();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private Optional<String> text(String name) {
    Path file = new Path(root, name);
    try {
      if (!storage.exists(file)) {
        return Optional.empty();
      }
      try (var in = storage.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(Locale.ROOT, "cannot read %s: %s", file, Storage.reason(e)));
    }
  }

  /**
   * What the files say now, of a run or of what holds runs.
   *
   * @throws RunFolderException where it is neither's folder or cannot be read
   */
  public RunFiles any() {
    try {
      return RunFiles.read(root, storage)
          .orElseThrow(
              () ->
                  new RunFolderException(
                      "expected a run folder, found no config.conf in "
                          + root
                          + "; name the folder that train printed"));
    } catch (IOException e) {
      throw new RunFolderException(
          String.format(Locale.ROOT, "cannot read the run in %s: %s", root, Storage.reason(e)));
    }
  }
}

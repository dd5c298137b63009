package kindling.driver.run;

import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LineFile;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.ScoredSplit;
import kindling.model.scores.Scores;

/**
 * What is written of each epoch before its checkpoint: its line of metrics.jsonl, which a resumed
 * run goes on from; and the scores of each class, of the newest and of the best epoch alone. Lives
 * on the driver.
 */
public final class EpochLog {
  /** The scores of the newest epoch. */
  static final String NEWEST = "validation.json";

  private static final String BEST = "validation-best.json";

  private final RunFolder folder;
  private final LineFile lines;

  private EpochLog(RunFolder folder, LineFile lines) {
    this.folder = folder;
    this.lines = lines;
  }

  /** The log of a run that goes on from a checkpoint: what comes after it is cut off. */
  public static EpochLog from(Checkpoint start, RunFolder folder) {
    int[] read = new int[1];
    return new EpochLog(
        folder, folder.lines(RunFolder.METRICS, line -> ++read[0] <= start.epoch()));
  }

  /**
   * Writes what an epoch brought.
   *
   * @param best the number of the best epoch so far
   */
  public void add(EpochMetrics metrics, Scores validation, int best) {
    folder.append(lines, metrics.line() + "\n");
    String scores = Json.line(ScoredSplit.of(metrics.epoch(), validation)) + "\n";
    folder.writeText(NEWEST, scores);
    if (best == metrics.epoch()) {
      folder.writeText(BEST, scores);
    }
  }
}

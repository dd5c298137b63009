package kindling.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LineFile;

/**
 * The lines of rounds.jsonl. They are written before every checkpoint, so that a resumed run finds
 * each line from before its checkpoint; and now and then in between, for those who watch. Of the
 * epochs before the newest, their number alone is kept. Lives on the driver.
 */
public final class RoundLog {
  static final String FILE = "rounds.jsonl";
  private static final double SECONDS_BETWEEN = 2;

  /** Writing in between may take one part in so many of the run's time. */
  private static final double SHARE = 50;

  private final RunFolder folder;
  private final LineFile file;
  private final List<RoundLine> newest = new ArrayList<>();
  private final StringBuilder unwritten = new StringBuilder();
  private long before;
  private Stopwatch sinceWritten = Stopwatch.start();
  private double writingSeconds;

  private RoundLog(Checkpoint start, RunFolder folder, Console console) {
    this.folder = folder;
    this.file = folder.lines(FILE, text -> isBefore(start, text));
    if (!reaches(start)) {
      console.warn(
          String.format(
              Locale.ROOT,
              "%s is damaged; what is left of it: %d rounds",
              FILE,
              before + newest.size()));
    }
  }

  /** The log of a run that goes on from a checkpoint: what comes after it is cut off. */
  public static RoundLog from(Checkpoint start, RunFolder folder, Console console) {
    return new RoundLog(start, folder, console);
  }

  private boolean isBefore(Checkpoint start, String text) {
    try {
      RoundLine line = Json.read(text, RoundLine.class);
      if (line == null || !line.isBefore(start)) {
        return false;
      }
      take(line);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Whether the lines go as far as the checkpoint. */
  private boolean reaches(Checkpoint start) {
    if (newest.isEmpty()) {
      return start.epoch() == 0 && start.soFar().rounds() == 0;
    }
    RoundLine last = newest.get(newest.size() - 1);
    return start.soFar().rounds() == 0
        ? last.epoch() == start.epoch()
        : last.epoch() > start.epoch() && last.round() == start.soFar().rounds();
  }

  private void take(RoundLine line) {
    if (!newest.isEmpty() && newest.get(0).epoch() != line.epoch()) {
      before += newest.size();
      newest.clear();
    }
    newest.add(line);
  }

  /** Takes a round that follows the ones before. */
  public void add(RoundLine line) {
    take(line);
    unwritten.append(Json.line(line)).append('\n');
    if (sinceWritten.seconds() > Math.max(SECONDS_BETWEEN, SHARE * writingSeconds)) {
      write();
    }
  }

  /** The rounds of the newest epoch that were taken, by this driver or before. */
  public List<RoundLine> newestEpoch() {
    return List.copyOf(newest);
  }

  /** How many rounds the epochs before the newest took. */
  public long before() {
    return before;
  }

  /** Writes the lines that are not written yet. */
  public void write() {
    if (unwritten.isEmpty()) {
      return;
    }
    Stopwatch writing = Stopwatch.start();
    folder.append(file, unwritten.toString());
    unwritten.setLength(0);
    writingSeconds = writing.seconds();
    sinceWritten = Stopwatch.start();
  }
}

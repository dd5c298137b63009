package kindling.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines of rounds.jsonl. They are written before every checkpoint, so that a resumed run finds
 * each line from before its checkpoint; and now and then in between, for those who watch. Lives on
 * the driver.
 */
final class RoundLog {
  private static final String FILE = "rounds.jsonl";
  private static final double SECONDS_BETWEEN = 2;

  /** A whole file is written each time: that may take one part in so many of the run's time. */
  private static final double SHARE = 50;

  private final RunFolder folder;
  private final List<String> lines;
  private Stopwatch sinceWritten = Stopwatch.start();
  private double writingSeconds;

  private RoundLog(RunFolder folder, List<String> lines) {
    this.folder = folder;
    this.lines = lines;
  }

  /** The log of a run that goes on from a checkpoint: what comes after it is forgotten. */
  static RoundLog from(Checkpoint start, RunFolder folder) {
    List<String> kept = new ArrayList<>();
    for (String line : folder.readText(FILE).lines().toList()) {
      try {
        if (!Json.read(line, RoundLine.class).isBefore(start)) {
          break;
        }
      } catch (JsonProcessingException e) {
        break;
      }
      kept.add(line);
    }
    return new RoundLog(folder, kept);
  }

  void add(RoundLine line) {
    lines.add(Json.line(line));
    if (sinceWritten.seconds() > Math.max(SECONDS_BETWEEN, SHARE * writingSeconds)) {
      write();
    }
  }

  void write() {
    Stopwatch writing = Stopwatch.start();
    folder.writeText(FILE, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
    writingSeconds = writing.seconds();
    sinceWritten = Stopwatch.start();
  }
}

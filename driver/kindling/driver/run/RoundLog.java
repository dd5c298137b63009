package kindling.driver.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.folder.Json;

/**
 * The lines of rounds.jsonl. They are written before every checkpoint, so that a resumed run finds
 * each line from before its checkpoint; and now and then in between, for those who watch. Lives on
 * the driver.
 */
public final class RoundLog {
  private static final String FILE = "rounds.jsonl";
  private static final double SECONDS_BETWEEN = 2;

  /** A whole file is written each time: that may take one part in so many of the run's time. */
  private static final double SHARE = 50;

  private final RunFolder folder;
  private final List<RoundLine> lines;
  private Stopwatch sinceWritten = Stopwatch.start();
  private double writingSeconds;

  private RoundLog(RunFolder folder, List<RoundLine> lines) {
    this.folder = folder;
    this.lines = lines;
  }

  /** The log of a run that goes on from a checkpoint: what comes after it is forgotten. */
  public static RoundLog from(Checkpoint start, RunFolder folder, Console console) {
    List<RoundLine> kept = new ArrayList<>();
    try {
      for (String text : folder.readText(FILE).lines().toList()) {
        RoundLine line = Json.read(text, RoundLine.class);
        if (line != null && line.isBefore(start)) {
          kept.add(line);
        }
      }
    } catch (JsonProcessingException e) {
      console.warn("rounds.jsonl is damaged; what is left of it: " + kept.size() + " rounds");
    }
    return new RoundLog(folder, kept);
  }

  public void add(RoundLine line) {
    lines.add(line);
    if (sinceWritten.seconds() > Math.max(SECONDS_BETWEEN, SHARE * writingSeconds)) {
      write();
    }
  }

  /** The rounds of an epoch that were taken, by this driver or before. */
  public List<RoundLine> of(int epoch) {
    return lines.stream().filter(line -> line.epoch() == epoch).toList();
  }

  /** How many rounds the epochs before took. */
  public long before(int epoch) {
    return lines.stream().filter(line -> line.epoch() < epoch).count();
  }

  public void write() {
    Stopwatch writing = Stopwatch.start();
    folder.writeText(
        FILE, lines.stream().map(line -> Json.line(line) + "\n").collect(Collectors.joining()));
    writingSeconds = writing.seconds();
    sinceWritten = Stopwatch.start();
  }
}

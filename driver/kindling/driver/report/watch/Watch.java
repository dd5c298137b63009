package kindling.driver.report.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.run.RoundLine;
import kindling.driver.run.RunFiles;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.EpochTable;
import kindling.driver.run.metrics.Figures;

/**
 * Follows a run on the terminal: a row for each epoch, and where the newest round stands; at a
 * terminal that line is written over, elsewhere it is a plain line now and then.
 */
public final class Watch {
  private static final double PLAIN_LINES_SECONDS = 30;

  private final FoundRun run;
  private final Duration every;
  private final Console console;
  private final EpochTable table;
  private final boolean terminal = Boolean.getBoolean("kindling.terminal");
  private int rows;
  private String said = "";
  private Stopwatch sinceSaid;

  public Watch(FoundRun run, Duration every, Console console) {
    this.run = run;
    this.every = every;
    this.console = console;
    this.table = new EpochTable(line -> console.result("%s", line));
  }

  /** Returns when the run is finished. */
  public void follow() throws InterruptedException {
    RunFiles files = run.files();
    show(files);
    while (files.result().isMissingNode()) {
      Thread.sleep(every.toMillis());
      files = run.files();
      show(files);
    }
    TrainResult result = parsed(files.result(), TrainResult.class);
    result.show(console);
  }

  private void show(RunFiles files) {
    if (rows < files.epochs().size()) {
      clear();
      for (JsonNode epoch : files.epochs().subList(rows, files.epochs().size())) {
        table.row(parsed(epoch, EpochMetrics.class));
      }
      rows = files.epochs().size();
    }
    if (!files.rounds().isEmpty() && files.result().isMissingNode()) {
      say(files.rounds().get(files.rounds().size() - 1));
    }
  }

  private void say(JsonNode line) {
    RoundLine round = parsed(line, RoundLine.class);
    String now =
        String.format(
            Locale.ROOT,
            "epoch %d, round %d: loss %.4f, accuracy %s, learning rate %.5f, %.1f s",
            round.epoch(),
            round.round(),
            round.loss(),
            Figures.percent(round.top1()),
            round.learningRate(),
            round.seconds());
    if (now.equals(said)) {
      return;
    }
    if (terminal) {
      clear();
      System.err.print(now);
      System.err.flush();
    } else if (sinceSaid == null || sinceSaid.seconds() > PLAIN_LINES_SECONDS) {
      console.remark("%s", now);
      sinceSaid = Stopwatch.start();
    }
    said = now;
  }

  /** Makes the line that is written over empty. */
  private void clear() {
    if (terminal) {
      System.err.print("\r\033[K");
    }
  }

  private <T> T parsed(JsonNode node, Class<T> type) {
    try {
      return Json.read(node.toString(), type);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          "%s holds what this version of Kindling does not write: %s"
              .formatted(run.root(), e.getOriginalMessage()));
    }
  }
}

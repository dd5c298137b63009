package kindling.driver.report.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.run.RoundLine;
import kindling.driver.run.RunFiles;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.LockObserver;
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

  /** A lock that is taken over is away for a moment. */
  private static final int UNHELD_AT_MOST = 2;

  private final FoundRun run;
  private final LockObserver lock;
  private final Duration every;
  private final Console console;
  private final EpochTable table;
  private int rows;
  private String said = "";
  private Stopwatch sinceSaid;

  public Watch(FoundRun run, Duration every, Console console) {
    this.run = run;
    this.lock = new LockObserver(run.root(), run.storage());
    this.every = every;
    this.console = console;
    this.table = new EpochTable(line -> console.result("%s", line));
  }

  /**
   * Returns when the run is finished.
   *
   * @throws RunFolderException when no driver is at work in the folder and it holds no result
   */
  public void follow() throws InterruptedException {
    RunFiles files = run.files();
    show(files);
    int unheld = 0;
    while (files.result().isMissingNode()) {
      if (unheld == UNHELD_AT_MOST) {
        console.redraw(List.of());
        throw new RunFolderException(run.withoutResult());
      }
      Thread.sleep(every.toMillis());
      // Before the files: a driver writes its result before it gives the folder free.
      unheld = lock.isHeld() ? 0 : unheld + 1;
      files = run.files();
      show(files);
    }
    console.redraw(List.of());
    TrainResult result = parsed(files.result(), TrainResult.class);
    result.show(console);
  }

  private void show(RunFiles files) {
    if (rows < files.epochs().size()) {
      console.redraw(List.of());
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
    console.redraw(List.of(now));
    if (!console.redraws() && (sinceSaid == null || sinceSaid.seconds() > PLAIN_LINES_SECONDS)) {
      console.remark("%s", now);
      sinceSaid = Stopwatch.start();
    }
    said = now;
  }

  private <T> T parsed(JsonNode node, Class<T> type) {
    try {
      return Json.read(node.toString(), type);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s holds what this version of Kindling does not write: %s",
              run.root(),
              e.getOriginalMessage()));
    }
  }
}

package kindling.driver.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import kindling.data.Credentials;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Interruption;
import kindling.driver.dataset.Dataset;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.dataset.Split;
import kindling.driver.report.MetricsSink;
import kindling.driver.report.PicturedMistakes;
import kindling.driver.report.Pictures;
import kindling.driver.report.RunReport;
import kindling.driver.report.card.ModelCard;
import kindling.driver.run.EpochLog;
import kindling.driver.run.RoundLine;
import kindling.driver.run.RoundLog;
import kindling.driver.run.RunFailure;
import kindling.driver.run.RunFiles;
import kindling.driver.run.RunFolder;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.ScoredSplit;
import kindling.model.scores.Mistakes;
import kindling.model.scores.Scores;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a run tells of itself beside its checkpoints: metrics.jsonl, rounds.jsonl, the pictured
 * mistakes, the report, and sinks. Nothing that is learnt depends on it, and none of it stops a run
 * but a run folder that cannot be written to. Lives on the driver.
 */
public final class Journal {
  private final JavaSparkContext spark;
  private final Dataset dataset;
  private final RunFolder folder;
  private final Storage storage;
  private final RoundLog rounds;
  private final EpochLog epochs;
  private final List<MetricsSink> sinks;
  private final Console console;

  public Journal(
      JavaSparkContext spark,
      Dataset dataset,
      RunFolder folder,
      Storage storage,
      RoundLog rounds,
      EpochLog epochs,
      List<MetricsSink> sinks,
      Console console) {
    this.spark = spark;
    this.dataset = dataset;
    this.folder = folder;
    this.storage = storage;
    this.rounds = rounds;
    this.epochs = epochs;
    this.sinks = new ArrayList<>(sinks);
    this.console = console;
  }

  /** The run begins, or goes on. */
  public void started() {
    forEachSink(MetricsSink::started);
  }

  /** A round that is taken. */
  public void round(RoundLine line) {
    rounds.add(line);
  }

  /** Call before a checkpoint is written. */
  public void beforeCheckpoint() {
    rounds.write();
  }

  /**
   * An epoch that is scored, before its checkpoint, which a resumed run goes on from with these.
   *
   * @param best the number of the best epoch so far
   */
  public void scored(EpochMetrics metrics, Scores validation, int best) {
    epochs.add(metrics, validation, best);
  }

  /** An epoch that is scored and checkpointed. */
  public void epoch(EpochMetrics metrics, List<Mistakes.Mistake> mistakes) {
    attempt(
        "mistakes.json",
        () -> write(Split.VALIDATION, dataset.validation(), metrics.epoch(), mistakes));
    forEachSink(sink -> sink.epoch(metrics, rounds.newestEpoch(), rounds.before()));
    report();
  }

  /** The end of a run that diverged: what led there is written down. */
  public void diverged() {
    rounds.write();
    report();
  }

  /** The scores of the final weights, before the run's result is written. */
  public void tested(int epoch, Scores test) {
    folder.writeText("test.json", Json.line(ScoredSplit.of(epoch, test)) + "\n");
    attempt("mistakes.json", () -> write(Split.TEST, dataset.test(), epoch, test.mistakes()));
  }

  /**
   * The end, after the result is written.
   *
   * @param card makes the model card of the folder's files
   */
  public void finished(TrainResult result, Function<RunFiles, String> card) {
    forEachSink(sink -> sink.finished(result));
    report();
    attempt(ModelCard.FILE, () -> folder.writeText(ModelCard.FILE, card.apply(files())));
  }

  /** What is trained so far is left to a later start. */
  public void suspended() {
    forEachSink(MetricsSink::suspended);
  }

  /** The end of a run that has no result, which is marked with what ended it. */
  public void failed(Throwable failure) {
    String reason =
        Interruption.isUnderWay()
            ? "its driver was told to end"
            : Credentials.mask(reason(failure));
    try {
      forEachSink(MetricsSink::failed);
      folder.writeText(RunFailure.FILE, Json.pretty(new RunFailure(reason)) + "\n");
    } catch (RunFolderException e) {
      failure.addSuppressed(e);
    }
  }

  private static String reason(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private void write(Split split, ShardedSplit images, int epoch, List<Mistakes.Mistake> mistakes) {
    List<Integer> ids = mistakes.stream().map(Mistakes.Mistake::id).toList();
    folder.writeText(
        "mistakes.json",
        Json.line(
                PicturedMistakes.of(
                    split,
                    epoch,
                    mistakes,
                    Pictures.of(spark, split.title(), images.shards(), ids)))
            + "\n");
  }

  private void report() {
    attempt(RunReport.FILE, () -> folder.writeText(RunReport.FILE, RunReport.html(files())));
  }

  private RunFiles files() throws IOException {
    return RunFiles.read(folder.path(), storage).orElseThrow();
  }

  /** A sink that fails is told nothing more. */
  private void forEachSink(SinkCall call) {
    for (Iterator<MetricsSink> each = sinks.iterator(); each.hasNext(); ) {
      MetricsSink sink = each.next();
      if (!attempt(sink.toString(), () -> call.on(sink))) {
        each.remove();
      }
    }
  }

  private boolean attempt(String what, Writing writing) {
    try {
      writing.write();
      return true;
    } catch (RunFolderException e) {
      throw e;
    } catch (Exception e) {
      console.warn(what + " was not written, the run goes on: " + e);
      return false;
    }
  }

  private interface Writing {
    void write() throws Exception;
  }

  private interface SinkCall {
    void on(MetricsSink sink) throws Exception;
  }
}

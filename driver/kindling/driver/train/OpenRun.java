package kindling.driver.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.Dataset;
import kindling.driver.dataset.cache.FirstPass;
import kindling.driver.evaluate.Session;
import kindling.driver.report.MetricsSink;
import kindling.driver.report.mlflow.MlflowRun;
import kindling.driver.report.tensorboard.TensorBoardFiles;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.EpochLog;
import kindling.driver.run.Retention;
import kindling.driver.run.RoundLog;
import kindling.driver.run.RunFolder;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.DriverState;
import kindling.driver.run.checkpoint.EpochSoFar;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.Json;
import kindling.driver.run.metrics.History;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.averaging.MeanWeights;
import kindling.model.inference.NetworkDescription;
import kindling.model.scores.Scores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run whose data are read and whose first weights, or newest checkpoint, are there. Lives on the
 * driver.
 *
 * @param start what training goes on from
 */
record OpenRun(
    Session session,
    Dataset dataset,
    TrainingSpec spec,
    RunFolder folder,
    Checkpoint start,
    Phases phases,
    PlannedEpochs planned,
    Journal journal,
    TrainingLoop loop)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRun.class);

  /** How long the end of a run waits for an MLflow server's answer. */
  private static final long MLFLOW_SECONDS = 30;

  /** Reads the data and finds where to start. */
  static OpenRun open(Session session, ClaimedFolder claimed, StartMode mode) throws IOException {
    Settings settings = session.settings();
    Console console = session.console();
    claimed.introduce(settings.resolved(), console);
    console.remark("data: %s", session.catalog().description());
    InitialWeights initial = InitialWeights.of(session);
    Dataset dataset = session.dataset(firstPass(claimed, console));
    try {
      return open(session, dataset, initial, claimed, mode);
    } catch (Throwable e) {
      session.release(dataset);
      throw e;
    }
  }

  private static FirstPass firstPass(ClaimedFolder claimed, Console console) throws IOException {
    try {
      return claimed.json(FirstPass.FILE, FirstPass.class).orElse(FirstPass.NONE);
    } catch (JsonProcessingException e) {
      console.warn(
          FirstPass.FILE
              + " is damaged, or of another version: the images are looked at once more");
      return FirstPass.NONE;
    }
  }

  private static OpenRun open(
      Session session,
      Dataset dataset,
      InitialWeights initial,
      ClaimedFolder claimed,
      StartMode mode)
      throws IOException {
    Settings settings = session.settings();
    Console console = session.console();
    TrainingSpec spec = initial.spec(session, dataset);
    RunFolder folder = folder(session, dataset, initial, spec, claimed);
    Checkpoint start = start(session, dataset, initial, spec, folder, mode);
    if (dataset.isTrusted()) {
      warnOfAnotherJava(claimed, start, console);
    }
    folder.begin(settings.resolved());
    folder.writeText("data.json", Json.pretty(dataset.report(session.catalog())) + "\n");
    FirstPass firstPass = dataset.firstPass();
    if (!firstPass.splits().isEmpty()) {
      folder.writeText(FirstPass.FILE, Json.line(firstPass) + "\n");
    }
    Phases phases = new Phases(session.spark(), spec, dataset, settings, console);
    PlannedEpochs planned = PlannedEpochs.of(settings, dataset, phases, folder, start, console);
    console.remark(
        "training %s (%,d parameters) with %s; %d workers x %d thread(s), %d rounds an epoch",
        spec.architecture().name(),
        spec.architecture().parameters(),
        spec.engine().description(),
        settings.workload().workers(),
        settings.engine().threadsPerWorker(),
        planned.plan().of(1).size());
    Journal journal =
        new Journal(
            session.spark(),
            dataset,
            folder,
            session.storage(),
            RoundLog.from(start, folder, console),
            EpochLog.from(start, folder),
            sinks(settings, folder),
            console);
    TrainingLoop loop =
        new TrainingLoop(spec, planned.plan(), phases, folder, journal, settings, console);
    return new OpenRun(session, dataset, spec, folder, start, phases, planned, journal, loop);
  }

  /** Of images that nobody looks at before they are trained on, no digest shows it. */
  private static void warnOfAnotherJava(ClaimedFolder claimed, Checkpoint start, Console console)
      throws IOException {
    String now = System.getProperty("java.version");
    claimed
        .json("checkpoints/" + start.name() + "/provenance.json", Provenance.class)
        .map(before -> before.software().java())
        .filter(before -> !before.equals(now))
        .ifPresent(
            before ->
                console.warn(
                    String.format(
                        Locale.ROOT,
                        "Java was %s and is now %s: pictures that its own library decodes (CMYK JPEG"
                            + " and other rare kinds) may have other bits than before",
                        before,
                        now)));
  }

  private static RunFolder folder(
      Session session,
      Dataset dataset,
      InitialWeights initial,
      TrainingSpec spec,
      ClaimedFolder claimed) {
    Settings settings = session.settings();
    Provenance provenance =
        Provenance.of(
            settings,
            session.catalog(),
            spec.network(),
            spec.batches().normalization(),
            dataset.digest(),
            initial.sha256(),
            session.spark().version());
    return new RunFolder(
        claimed.root(),
        claimed.lock(),
        claimed.storage(),
        new CheckpointFiles(claimed.storage(), spec.state(), provenance),
        Retention.of(settings.run(), settings.scoring().earlyStopping().judge()));
  }

  private static Checkpoint start(
      Session session,
      Dataset dataset,
      InitialWeights initial,
      TrainingSpec spec,
      RunFolder folder,
      StartMode mode)
      throws IOException {
    Console console = session.console();
    if (mode != StartMode.NEW) {
      Optional<Checkpoint> newest = folder.newest(console);
      if (newest.isPresent()) {
        console.remark("going on from %s of %s", newest.get().name(), folder.path());
        return newest.get();
      }
      console.remark("no checkpoint in %s yet: starting from the beginning", folder.path());
    }
    return new Checkpoint(
        0,
        EpochSoFar.NONE,
        initial.state(session, spec, dataset),
        DriverState.NONE,
        MeanWeights.NONE,
        History.NONE);
  }

  private static List<MetricsSink> sinks(Settings settings, RunFolder folder) {
    List<MetricsSink> sinks = new ArrayList<>();
    sinks.add(new TensorBoardFiles(folder));
    if (settings.run().mlflow().uri().isPresent()) {
      sinks.add(
          new MlflowRun(settings.run().mlflow(), folder, settings.resolved(), MLFLOW_SECONDS));
    }
    return sinks;
  }

  /** Trains up to and including an epoch; what follows is left to a later start. */
  History to(int epoch) {
    return journaled(
        () -> {
          Checkpoint reached = loop.run(start, epoch);
          journal.suspended();
          return reached.history();
        });
  }

  /**
   * Trains all epochs, scores the test split and writes the result.
   *
   * @param sinceStart of the run's wall clock
   */
  TrainResult toTheEnd(Stopwatch sinceStart) {
    return journaled(
        () -> {
          Settings settings = session.settings();
          Checkpoint last = loop.run(start, settings.workload().epochs());
          Ending ending = Ending.of(last, settings, folder, planned.cost(), session.console());
          Checkpoint chosen = loop.scored(ending.chosen());
          float[] weights = Arrays.copyOf(chosen.state(), spec.state().weightsSize());
          Scores test =
              phases
                  .scoring()
                  .scoreExamples("test", dataset.test().shards(), weights, settings.seed());
          journal.tested(chosen.epoch(), test);
          TrainResult result =
              ending.result(
                  folder.path().toString(),
                  spec.engine().description(),
                  test,
                  folder.finish(chosen, "final.safetensors"),
                  sinceStart.seconds());
          ModelFiles model = new ModelFiles(session, dataset, spec);
          folder.writeText(NetworkDescription.FILE, model.description().json() + "\n");
          folder.writeText("result.json", Json.pretty(result) + "\n");
          LOG.info("finished: {}", Json.line(result));
          journal.finished(result, model::card);
          return result;
        });
  }

  private <T> T journaled(Supplier<T> work) {
    journal.started();
    try {
      return work.get();
    } catch (Throwable e) {
      journal.failed(e);
      throw e;
    }
  }

  /** Lets the executors forget the data and what was made of them. */
  @Override
  public void close() {
    try {
      phases.close();
    } finally {
      session.release(dataset);
    }
  }
}

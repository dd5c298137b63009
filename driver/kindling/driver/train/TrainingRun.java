package kindling.driver.train;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kindling.data.DataException;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.driver.cluster.AgreedEngine;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.EngineMemory;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.Dataset;
import kindling.driver.report.MetricsSink;
import kindling.driver.report.mlflow.MlflowRun;
import kindling.driver.report.tensorboard.TensorBoardFiles;
import kindling.driver.run.Retention;
import kindling.driver.run.RoundLog;
import kindling.driver.run.RunDirectory;
import kindling.driver.run.RunFolder;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.DriverState;
import kindling.driver.run.checkpoint.EpochSoFar;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.run.folder.RunLock;
import kindling.driver.run.log.LoggedConsole;
import kindling.driver.run.log.RunLog;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.DivergedException;
import kindling.model.EngineRequest;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.MeanWeights;
import kindling.model.scores.Scores;
import kindling.model.weights.Weights;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One training run from its settings to its result: reads the data, trains, scores the test split.
 */
public final class TrainingRun {
  /** How long the end of a run waits for an MLflow server's answer. */
  private static final long MLFLOW_SECONDS = 30;

  private final JavaSparkContext spark;
  private final Settings settings;
  private final StartMode mode;
  private final Console console;
  private final Storage storage;
  private final EngineRequest engine;
  private final Stopwatch stopwatch = Stopwatch.start();

  public TrainingRun(JavaSparkContext spark, Settings settings, StartMode mode, Console console) {
    this.spark = spark;
    this.settings = settings;
    this.mode = mode;
    this.console = new LoggedConsole(console);
    this.storage = new Storage(spark.hadoopConfiguration());
    this.engine = settings.engine().on(AssignedGpu.device(spark.getConf()));
  }

  /**
   * Runs to the end.
   *
   * @throws DataException when the data cannot be used
   * @throws RunFolderException when the run folder is in use or does not fit
   * @throws DivergedException when a loss is not finite
   */
  public TrainResult run() throws IOException {
    return inFolder(
        (root, lock) -> {
          Optional<TrainResult> finished =
              mode == StartMode.AUTO ? RunFolder.result(root, storage) : Optional.empty();
          if (finished.isPresent()) {
            console.remark("the run in %s is finished: nothing to do", root);
            return finished.get();
          }
          return begin(root, lock, this::finish);
        });
  }

  /**
   * Trains up to and including an epoch, and leaves what follows, the test split's scores among it,
   * to a later start of the same run. Throws as {@link #run} does.
   *
   * @return the metrics of the epochs so far
   */
  public List<EpochMetrics> trainTo(int epoch) throws IOException {
    int last = Math.min(epoch, settings.epochs());
    return inFolder(
        (root, lock) ->
            begin(
                root,
                lock,
                begun -> {
                  Checkpoint reached = begun.loop.run(begun.start, last);
                  begun.journal.left();
                  return reached.metrics();
                }));
  }

  private <T> T inFolder(InFolder<T> work) {
    Path root = RunDirectory.of(settings, mode, storage);
    try (RunLock lock = RunLock.take(root, storage)) {
      RunFolder.check(root, storage, settings.resolved(), mode);
      try (RunLog log = RunLog.open(root, storage, lock)) {
        spark.setLocalProperty(RunLog.FOLDER, root.toString());
        return log.recording(() -> work.in(root, lock));
      } finally {
        spark.setLocalProperty(RunLog.FOLDER, null);
      }
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot use the run folder %s: %s. Mend the storage, and go on with --resume."
              .formatted(root, Storage.reason(e)));
    }
  }

  @FunctionalInterface
  private interface InFolder<T> {
    T in(Path root, RunLock lock) throws IOException;
  }

  /** A run whose data are read. */
  private record Begun(
      TrainingSpec spec,
      Dataset dataset,
      RunFolder folder,
      Phases phases,
      PlannedEpochs planned,
      Journal journal,
      TrainingLoop loop,
      Checkpoint start) {}

  private <T> T begin(Path root, RunLock lock, Function<Begun, T> train) throws IOException {
    Catalog catalog =
        Catalog.of(settings.data(), storage)
            .withExamplesPerClass(settings.examplesPerClass(), settings.seed());
    Architecture architecture = settings.architecture(catalog);
    console.remark("%s", settings.resolved().render().stripTrailing());
    settings.remarks().forEach(console::warn);
    console.remark("data: %s", catalog.description());
    settings.firstConvolution().check(architecture, settings.transfer());
    InitialWeights initial = InitialWeights.of(settings, architecture, catalog, storage, console);
    try (Dataset dataset = Dataset.read(spark, catalog, storage, settings, engine)) {
      console.remark("%s", dataset.description());
      dataset.warnings().forEach(console::warn);
      TrainingSpec spec = spec(spark, settings, engine, architecture, dataset, initial, console);
      Provenance provenance =
          Provenance.of(
              settings,
              catalog,
              spec.network(),
              spec.batches().normalization(),
              dataset.digest(),
              initial.sha256(),
              spark.version());
      RunFolder folder =
          new RunFolder(
              root,
              lock,
              storage,
              new CheckpointFiles(storage, spec.state(), provenance),
              Retention.of(settings.run(), settings.earlyStopping().judge()));
      Checkpoint start = start(folder, spec, dataset, initial);
      folder.begin(settings.resolved());
      return told(begun(dataset, spec, folder, start), train);
    }
  }

  private static <T> T told(Begun begun, Function<Begun, T> train) {
    begun.journal.begun();
    try {
      return train.apply(begun);
    } catch (Throwable e) {
      begun.journal.failed(e);
      throw e;
    }
  }

  private Begun begun(Dataset dataset, TrainingSpec spec, RunFolder folder, Checkpoint start) {
    Phases phases = new Phases(spark, spec, dataset, settings, console);
    PlannedEpochs planned = PlannedEpochs.of(settings, dataset, phases, folder, start, console);
    console.remark(
        "training %s (%,d parameters) with %s; %d workers x %d thread(s), %d rounds an epoch",
        spec.architecture().name(),
        spec.architecture().parameters(),
        spec.engine().description(),
        settings.workers(),
        settings.threadsPerWorker(),
        planned.plan().of(1).size());
    Journal journal =
        new Journal(
            spark,
            dataset,
            folder,
            storage,
            RoundLog.from(start, folder, console),
            sinks(folder),
            console);
    TrainingLoop loop =
        new TrainingLoop(spec, planned.plan(), phases, folder, journal, settings, console);
    return new Begun(spec, dataset, folder, phases, planned, journal, loop, start);
  }

  private TrainResult finish(Begun begun) {
    TrainingSpec spec = begun.spec;
    RunFolder folder = begun.folder;
    Checkpoint last = begun.loop.run(begun.start, settings.epochs());
    Ending ending = Ending.of(last, settings, folder, begun.planned.cost(), console);
    Checkpoint chosen = begun.loop.scored(ending.chosen());
    Scores test =
        begun.phases.scoring().score("test", begun.dataset.test().shards(), weights(chosen, spec));
    begun.journal.tested(chosen.epoch(), test);
    TrainResult result =
        ending.result(
            folder.path().toString(),
            spec.engine().description(),
            test,
            folder.finish(chosen, "final.safetensors"),
            stopwatch.seconds());
    folder.writeText("result.json", Json.pretty(result) + "\n");
    begun.journal.finished(result);
    return result;
  }

  private List<MetricsSink> sinks(RunFolder folder) {
    List<MetricsSink> sinks = new ArrayList<>();
    sinks.add(new TensorBoardFiles(folder));
    if (settings.mlflow().uri().isPresent()) {
      sinks.add(new MlflowRun(settings.mlflow(), folder, settings.resolved(), MLFLOW_SECONDS));
    }
    return sinks;
  }

  private static float[] weights(Checkpoint checkpoint, TrainingSpec spec) {
    return Arrays.copyOf(checkpoint.state(), spec.state().weightsSize());
  }

  private Checkpoint start(
      RunFolder folder, TrainingSpec spec, Dataset dataset, InitialWeights initial)
      throws IOException {
    if (mode != StartMode.NEW) {
      Optional<Checkpoint> newest = folder.newest(console);
      if (newest.isPresent()) {
        console.remark("going on from %s of %s", newest.get().name(), folder.path());
        return newest.get();
      }
      console.remark("no checkpoint in %s yet: starting from the beginning", folder.path());
    }
    Weights weights =
        PatchWhitening.of(settings.firstConvolution(), spec, initial.weights(), dataset.training());
    return new Checkpoint(
        0,
        EpochSoFar.none(spec.architecture().classes()),
        Arrays.copyOf(weights.values(), spec.state().size()),
        DriverState.NONE,
        MeanWeights.NONE,
        List.of());
  }

  /** What the workers of a run with these settings know. */
  static TrainingSpec spec(
      JavaSparkContext spark,
      Settings settings,
      EngineRequest engine,
      Architecture architecture,
      Dataset dataset,
      InitialWeights initial,
      Console console) {
    Normalization normalization =
        settings
            .normalization()
            .or(initial::normalization)
            .orElseGet(() -> dataset.training().sums().normalization());
    if (settings.normalization().isEmpty() && initial.normalization().isPresent()) {
      console.remark("normalization: that of the run in init.from, because none is given");
    }
    NetworkSpec network =
        new NetworkSpec(
            architecture,
            new EngineSpec(
                engine,
                AgreedEngine.of(dataset.offers(), console),
                settings.threadsPerWorker(),
                EngineMemory.of(spark, settings, architecture, dataset.offers().get(0).engine())
                    .check(console)));
    return TrainingSpec.of(
        settings,
        network,
        BatchSpec.of(settings, normalization, architecture.input().channels()),
        dataset.training().examples());
  }
}

package kindling.driver;

import java.io.IOException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kindling.data.Catalog;
import kindling.data.DataException;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.driver.averaging.StepsPerRound;
import kindling.model.Architecture;
import kindling.model.EngineRequest;
import kindling.model.Scores;
import kindling.model.Weights;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * One training run from its settings to its result: reads the data, trains, scores the test split.
 */
final class TrainingRun {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  private final JavaSparkContext spark;
  private final Settings settings;
  private final StartMode mode;
  private final Console console;
  private final Storage storage;
  private final EngineRequest engine;
  private final Stopwatch stopwatch = Stopwatch.start();

  TrainingRun(JavaSparkContext spark, Settings settings, StartMode mode, Console console) {
    this.spark = spark;
    this.settings = settings;
    this.mode = mode;
    this.console = console;
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
  TrainResult run() throws IOException {
    Path root = storage.qualify(runDirectory());
    try (RunLock lock = RunLock.take(root, storage)) {
      RunFolder.check(root, storage, settings, mode);
      Optional<TrainResult> finished =
          mode == StartMode.AUTO ? RunFolder.result(root, storage) : Optional.empty();
      if (finished.isPresent()) {
        console.remark("the run in %s is finished: nothing to do", root);
        return finished.get();
      }
      return run(root, lock);
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot use the run folder %s: %s. Mend the storage, and go on with --resume."
              .formatted(root, Storage.reason(e)));
    }
  }

  private TrainResult run(Path root, RunLock lock) throws IOException {
    Catalog catalog =
        Catalog.of(settings.data(), storage)
            .withExamplesPerClass(settings.examplesPerClass(), settings.seed());
    Architecture architecture = settings.architecture(catalog);
    console.remark("%s", settings.resolved().render().stripTrailing());
    settings.remarks().forEach(console::warn);
    console.remark("data: %s", catalog.description());
    settings.firstConvolution().check(architecture, settings.transfer());
    InitialWeights initial = InitialWeights.of(settings, architecture, catalog, storage, console);
    Dataset dataset = Dataset.read(spark, catalog, storage, settings, engine);
    dataset.describe(console);
    TrainingSpec spec = spec(spark, settings, engine, architecture, dataset, initial, console);
    Provenance provenance =
        Provenance.of(settings, catalog, spec, dataset.digest(), initial.sha256(), spark.version());
    RunFolder folder =
        new RunFolder(
            root,
            lock,
            storage,
            new CheckpointFiles(storage, spec, provenance),
            settings.run().retention(settings.earlyStopping().judge()));
    Checkpoint start = start(folder, spec, dataset, initial);
    folder.begin(settings.resolved());
    return train(architecture, dataset, spec, folder, start);
  }

  private TrainResult train(
      Architecture architecture,
      Dataset dataset,
      TrainingSpec spec,
      RunFolder folder,
      Checkpoint start)
      throws IOException {
    Phases phases = new Phases(spark, spec, dataset, settings.transfer(), console);
    Optional<RoundCost> cost = cost(dataset, phases, folder, start);
    EpochPlan plan = plan(dataset, steps(cost));
    console.remark(
        "training %s (%,d parameters) with %s; %d workers x %d thread(s), %d rounds an epoch",
        architecture.name(),
        architecture.parameters(),
        spec.engine().description(),
        settings.workers(),
        settings.threadsPerWorker(),
        plan.of(1).size());
    TrainingLoop loop = new TrainingLoop(spec, plan, phases, folder, settings, console);
    Checkpoint last = loop.run(start, settings.epochs());
    Ending ending = Ending.of(last, settings, folder, cost, console);
    Checkpoint chosen = loop.scored(ending.chosen());
    Scores test = phases.scoring().score("test", dataset.test().shards(), weights(chosen, spec));
    TrainResult result =
        TrainResult.of(
            folder.path().toString(),
            spec.engine().description(),
            ending,
            test,
            folder.finish(chosen, "final.safetensors"),
            stopwatch.seconds());
    folder.writeText("result.json", Json.pretty(result) + "\n");
    return result;
  }

  private EpochPlan plan(Dataset dataset, StepsPerRound steps) {
    return new EpochPlan(
        dataset.training().sizes(),
        settings.batchSize(),
        settings.accumulate(),
        steps,
        settings.epochs());
  }

  private StepsPerRound steps(Optional<RoundCost> cost) {
    return cost.map(measured -> StepsPerRound.constant(measured.stepsPerRound()))
        .or(settings.averaging()::stepsPerRound)
        .orElseThrow();
  }

  private Optional<RoundCost> cost(
      Dataset dataset, Phases phases, RunFolder folder, Checkpoint start) throws IOException {
    if (settings.averaging().stepsPerRound().isPresent()) {
      return Optional.empty();
    }
    EpochPlan whole = plan(dataset, StepsPerRound.constant(StepsPerRound.EPOCH));
    RoundCost cost = RoundCost.of(settings.averaging().overhead(), whole, phases, folder, start);
    console.remark(
        "steps-per-round: %d, because averaging takes %.1f ms a round and a step %.1f ms; with that"
            + " number in place of auto another run gives the same weights",
        cost.stepsPerRound(), 1e3 * cost.averagingSeconds(), 1e3 * cost.stepSeconds());
    return Optional.of(cost);
  }

  private static float[] weights(Checkpoint checkpoint, TrainingSpec spec) {
    return Arrays.copyOf(checkpoint.state(), spec.weightsSize());
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
    Weights weights = settings.firstConvolution().of(spec, initial.weights(), dataset.training());
    return new Checkpoint(
        0,
        EpochSoFar.none(spec.architecture().classes()),
        Arrays.copyOf(weights.values(), spec.stateSize()),
        DriverState.NONE,
        MeanWeights.NONE,
        List.of());
  }

  private String runDirectory() {
    if (settings.run().directory().isEmpty() && mode == StartMode.RESUME) {
      throw new ConfigurationException("run.dir: --resume needs the run folder to go on with");
    }
    return settings
        .run()
        .directory()
        .orElseGet(
            () ->
                home()
                    + "/kindling-runs/"
                    + settings.name()
                    + "-"
                    + STAMP.format(LocalDateTime.now()));
  }

  private Path home() {
    try {
      return storage.fileSystem(new Path(".")).getHomeDirectory();
    } catch (IOException e) {
      throw new RunFolderException(
          "cannot reach the home directory, where run folders go unless run.dir says otherwise: "
              + Storage.reason(e));
    }
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
    return TrainingSpec.of(
        settings,
        architecture,
        new EngineSpec(
            engine,
            AgreedEngine.of(dataset.offers(), console),
            settings.threadsPerWorker(),
            EngineMemory.of(spark, settings, architecture, dataset.offers().get(0).engine())
                .check(console)),
        normalization,
        dataset.training().examples());
  }
}

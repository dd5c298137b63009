package kindling.driver.train.round;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.batch.ClassBalance;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.LoadedShard;
import kindling.data.source.Catalog;
import kindling.data.source.Example;
import kindling.data.source.ShardLoader;
import kindling.data.source.Sharding;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.NetworkSpec;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.dataset.BatchSpec;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.run.folder.Json;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.plan.UpdateSpec;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.averaging.StepsPerRound;
import kindling.model.weights.Initialization;
import org.apache.hadoop.conf.Configuration;

/**
 * What the workers of a run do, without Spark: a thread for each takes the steps of whole epochs on
 * its shard, and nothing is averaged. Prints a line of JSON for each epoch; {@code
 * scripts/benchmarks/spark-cost} runs it.
 *
 * <p>Arguments: the configuration's file, then settings as {@code key=value}.
 */
final class BareLoop {
  private final Settings settings;
  private final List<WorkerShard> shards;
  private final EpochPlan plan;
  private final TrainingSpec spec;

  private BareLoop(Settings settings) throws IOException {
    this.settings = settings;
    Storage storage = new Storage(new Configuration());
    Catalog catalog = Catalog.open(settings.input().source(), storage);
    List<LoadedShard> loaded = new ArrayList<>();
    for (List<Example> share :
        Sharding.deal(catalog.training(), settings.workload().workers(), settings.seed())) {
      loaded.add(ShardLoader.load(catalog.source(), storage, share));
    }
    shards = new ArrayList<>();
    for (LoadedShard shard : loaded) {
      shards.add(LocalSpark.worker(shards.size(), shard.shard()));
    }
    List<Integer> sizes = loaded.stream().map(shard -> shard.shard().size()).toList();
    // An epoch is one round: a thread never waits for another one.
    plan =
        new EpochPlan(
            sizes,
            settings.workload().batchSize(),
            settings.workload().accumulate(),
            StepsPerRound.constant(StepsPerRound.EPOCH),
            settings.workload().epochs());
    Architecture architecture = settings.network().on(catalog, settings.update().optimizer());
    Normalization fitted =
        loaded.stream()
            .map(LoadedShard::sums)
            .reduce(ChannelSums::merge)
            .orElseThrow()
            .normalization();
    spec =
        new TrainingSpec(
            new NetworkSpec(
                architecture,
                new EngineSpec(
                    settings.engine().request(),
                    Engines.named(settings.engine().request()).description(),
                    settings.engine().threadsPerWorker())),
            new BatchSpec(
                settings.input().normalization().orElse(fitted),
                settings.input().augmentation().build(),
                settings.update().loss().labelSmoothing(),
                ClassBalance.NONE,
                settings.workload().batchSize(),
                settings.workload().accumulate(),
                settings.seed()),
            new UpdateSpec(
                settings.optimizer(),
                settings.rateFactors(architecture),
                settings
                    .update()
                    .schedule()
                    .over(
                        plan.examples(),
                        settings.workload().epochs(),
                        settings.workload().examplesPerStep()),
                settings.averaging().optimizerState()),
            settings.averaging().wire());
  }

  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    List<String> overrides = List.of(arguments).subList(1, arguments.length);
    new BareLoop(SettingsFile.read(arguments[0], overrides)).run();
  }

  private void run() throws InterruptedException, ExecutionException {
    float[] initial = Initialization.initialize(spec.architecture(), settings.seed()).values();
    List<float[]> states = new ArrayList<>();
    shards.forEach(shard -> states.add(Arrays.copyOf(initial, spec.state().size())));
    ExecutorService threads = Executors.newFixedThreadPool(shards.size());
    try {
      for (int epoch = 1; epoch <= settings.workload().epochs(); epoch++) {
        Stopwatch stopwatch = Stopwatch.start();
        epoch(epoch, states, threads);
        System.out.println(
            Json.line(
                new Epoch(
                    epoch,
                    plan.examples(),
                    plan.steps(),
                    stopwatch.seconds(),
                    spec.engine().description())));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Replaces each worker's state by the one that it has after the epoch. */
  private void epoch(int epoch, List<float[]> states, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    RoundPlan round = plan.of(epoch).get(0);
    List<Callable<WorkerResult>> work = new ArrayList<>();
    for (WorkerShard shard : shards) {
      float[] state = states.get(shard.worker());
      work.add(() -> LocalSteps.take(() -> state, spec, round, shard));
    }
    for (Future<WorkerResult> result : threads.invokeAll(work)) {
      WorkerResult taken = result.get();
      if (taken.divergence() != null) {
        throw new DivergedException(epoch, 1, taken.worker(), taken.divergence());
      }
      states.set(taken.worker(), taken.state());
    }
  }

  private record Epoch(int epoch, long examples, int steps, double seconds, String engine) {}
}

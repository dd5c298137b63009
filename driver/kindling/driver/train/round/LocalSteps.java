package kindling.driver.train.round;

import java.util.Arrays;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import kindling.data.Seeds;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchSource;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.cluster.Replicas;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.dataset.Prefetch;
import kindling.driver.dataset.ShardPlan;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.engine.BatchLoss;
import kindling.model.engine.Engine;
import kindling.model.engine.Steps;
import kindling.model.scores.ScoreSums;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's part of a round: K optimizer steps on its own shard, from the state that all workers
 * start with. Runs on an executor. A pure function of (state, spec, plan, worker, shard): it may
 * run anywhere, twice, or again after a lost executor, and gives the same bits.
 *
 * <p>Local SGD after Stich, "Local SGD Converges Fast and Communicates Little", 2019, section 2.
 */
final class LocalSteps {
  private static final Logger LOG = LoggerFactory.getLogger(LocalSteps.class);

  private LocalSteps() {}

  /**
   * Takes the steps of one round.
   *
   * @param state at the start of the round, {@link TrainingSpec#stateSize} floats, not changed;
   *     fetched while the first batches are cut
   */
  static WorkerResult take(
      Supplier<float[]> state, TrainingSpec spec, RoundPlan plan, WorkerShard shard) {
    return take(state, spec, FrozenPart.NONE, plan, shard);
  }

  /**
   * The same behind a frozen part.
   *
   * @param spec of the network that is trained
   */
  static WorkerResult take(
      Supplier<float[]> state,
      TrainingSpec spec,
      FrozenPart frozen,
      RoundPlan plan,
      WorkerShard shard) {
    LOG.debug(
        "epoch {}, round {}, worker {}: {} steps from step {} on",
        plan.epoch(),
        plan.round() + 1,
        shard.worker(),
        plan.steps(),
        plan.firstStep());
    WorkerClock clock = new WorkerClock();
    try (Prefetch batches = batches(spec, plan, shard)) {
      float[] start = state.get();
      clock.fetched();
      return frozen.with(
          spec.engine(),
          features ->
              Replicas.with(
                  spec.engine(),
                  spec.architecture(),
                  engine -> take(engine, features, start, spec, plan, shard, batches, clock)));
    }
  }

  /** The round's batches of one worker. */
  private static Prefetch batches(TrainingSpec spec, RoundPlan plan, WorkerShard shard) {
    BatchSource reader =
        spec.batches().source(shard.shard(), Seeds.of(spec.batches().seed(), shard.worker()));
    ShardPlan cut = spec.batches().plan(shard.shard().size());
    return new Prefetch(
        cut.firstBatch(Math.min(plan.firstStep(), cut.steps())),
        cut.firstBatch(Math.min(plan.firstStep() + plan.steps(), cut.steps())),
        index -> reader.training(plan.epoch(), spec.batches().batchSize(), index));
  }

  private static WorkerResult take(
      Engine engine,
      UnaryOperator<Batch> features,
      float[] state,
      TrainingSpec spec,
      RoundPlan plan,
      WorkerShard shard,
      Prefetch batches,
      WorkerClock clock) {
    clock.borrowed();
    float[] optimizerState =
        switch (spec.update().optimizerState()) {
          case AVERAGED ->
              Arrays.copyOfRange(state, spec.state().weightsSize(), spec.state().size());
          case RESET -> new float[spec.optimizerSize()];
        };
    Steps steps =
        engine.steps(
            spec.update().optimizer(),
            spec.update().rateFactors(),
            Arrays.copyOf(state, spec.state().weightsSize()),
            optimizerState);
    int classes = spec.architecture().classes();
    ScoreSums scores = ScoreSums.NONE;
    double lastFiniteLoss = Double.NaN;
    ShardPlan cut = spec.batches().plan(shard.shard().size());
    for (int step = plan.firstStep(); batches.hasNext(); step++) {
      double rate =
          plan.rateFactor()
              * spec.update().schedule().rate(plan.examplesAfter(step - plan.firstStep()));
      for (int i = cut.firstBatch(step); i < cut.firstBatch(step + 1); i++) {
        clock.rested();
        Batch batch =
            batches
                .next()
                .smoothed(spec.batches().labelSmoothing())
                .weighted(spec.batches().balance().lossWeights());
        clock.read();
        BatchLoss forward = steps.differentiate(features.apply(batch));
        clock.differentiated();
        if (!Double.isFinite(forward.loss())) {
          return WorkerResult.diverged(shard.worker(), new Divergence(rate, lastFiniteLoss));
        }
        lastFiniteLoss = forward.loss();
        scores = scores.plus(forward.logits(), batch.targets(), classes);
      }
      clock.rested();
      steps.update(rate);
      clock.updated();
    }
    float[] result = Arrays.copyOf(steps.weights(), spec.state().size());
    if (spec.update().optimizerState() == AveragingSettings.OptimizerState.AVERAGED) {
      System.arraycopy(
          steps.optimizerState(), 0, result, spec.state().weightsSize(), spec.optimizerSize());
    }
    return new WorkerResult(shard.worker(), scores, result, null, clock.times());
  }
}

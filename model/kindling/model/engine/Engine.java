package kindling.model.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.WeightsLayout;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;

/**
 * A live replica of one architecture that runs forward and backward on batches.
 *
 * <p>It lives in an executor, holds native memory until closed, and is used by one thread at a
 * time; all its native work happens on a thread of its own, whichever thread calls. Flat arrays are
 * in the order of the architecture's {@link WeightsLayout} and only read; what happens between the
 * calls leaves no trace in the results. Calls throw IllegalArgumentException if an array or a batch
 * does not fit the architecture.
 */
public final class Engine implements AutoCloseable {
  private final Architecture architecture;
  private final WeightsLayout layout;
  private final ReplicaThread thread = new ReplicaThread();
  private final Replica replica;
  private Object current;

  private Engine(Architecture architecture, Supplier<Replica> replica) {
    this.architecture = architecture;
    this.layout = architecture.layout();
    try {
      this.replica = thread.call(replica::get);
    } catch (RuntimeException | Error e) {
      thread.close();
      throw e;
    }
  }

  /**
   * Builds a replica on a new thread.
   *
   * @param threads that the replica computes with, at least 1
   * @param replica called once, on the replica's thread; throws what it throws
   */
  public static Engine open(Architecture architecture, int threads, Supplier<Replica> replica) {
    if (threads < 1) {
      throw new IllegalArgumentException("expected a thread or more, found " + threads);
    }
    return new Engine(architecture, replica);
  }

  /** Begins a worker's steps from these weights and this state of its optimizer. */
  public Steps steps(Optimizer optimizer, float[] weights, float[] optimizerState) {
    return steps(optimizer, RateFactors.NONE, weights, optimizerState);
  }

  /** The same with learning rates that differ from layer to layer. */
  public Steps steps(
      Optimizer optimizer, RateFactors factors, float[] weights, float[] optimizerState) {
    expect("weights", layout.size(), weights.length);
    expect("values of optimizer state", optimizer.stateSize(layout), optimizerState.length);
    return makeCurrent(
        new OwnSteps(
            thread.call(
                () -> replica.steps(architecture, optimizer, factors, weights, optimizerState))));
  }

  /** Begins scoring with these weights. */
  public Scorer scorer(float[] weights) {
    load(weights);
    return makeCurrent(new OwnScorer(replica::logits));
  }

  /**
   * Begins scoring many batches with these weights, faster: the logits may differ from those of
   * {@link #scorer} by roundings.
   */
  public Scorer frozenScorer(float[] weights) {
    load(weights);
    return makeCurrent(new OwnScorer(thread.call(replica::frozen)));
  }

  private void load(float[] weights) {
    expect("weights", layout.size(), weights.length);
    thread.call(
        () -> {
          replica.load(replica.order().toEngineOrder(weights));
          return null;
        });
  }

  /** Begins to ask what batch normalization finds in batches with these parameters. */
  public BatchStatistics statistics(float[] weights) {
    expect("weights", layout.size(), weights.length);
    return makeCurrent(new OwnStatistics(weights));
  }

  /** Forward and backward in training mode: one step's derivatives, with no step taken. */
  public Gradient gradient(float[] weights, Batch batch) {
    expect("weights", layout.size(), weights.length);
    check(batch);
    makeCurrent(this);
    return thread.call(
        () -> {
          replica.load(replica.order().toEngineOrder(weights));
          BatchLoss forward =
              replica.differentiate(batch, DropoutSeeds.of(architecture, weights).of(0, batch));
          return new Gradient(
              forward.loss(),
              forward.logits(),
              replica.order().toLayoutOrder(replica.gradient()),
              replica.buffers().clone());
        });
  }

  /** How much of a batch's statistics a pass takes over, for each buffer. */
  private float[] sharesOfBatch() {
    float[] shares = new float[layout.buffers()];
    int at = 0;
    for (Node node : architecture.nodes()) {
      if (node.layer() instanceof Layer.BatchNorm norm) {
        int end = at + 2 * norm.channels();
        Arrays.fill(shares, at, end, (float) norm.momentum());
        at = end;
      }
    }
    return shares;
  }

  private <T> T makeCurrent(T use) {
    current = use;
    return use;
  }

  private void checkCurrent(Object use) {
    if (current != use) {
      throw new IllegalStateException("the engine has been asked for something else since");
    }
  }

  private void check(Batch batch) {
    if (!batch.shape().equals(architecture.input()) || batch.size() == 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected images of %s, found %d of %s",
              architecture.input(),
              batch.size(),
              batch.shape()));
    }
  }

  private static void expect(String what, int expected, int found) {
    if (found != expected) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected %d %s, found %d", expected, what, found));
    }
  }

  @Override
  public void close() {
    thread.call(
        () -> {
          replica.close();
          return null;
        });
    thread.close();
  }

  private final class OwnScorer implements Scorer {
    private final Scorer scorer;

    OwnScorer(Scorer scorer) {
      this.scorer = scorer;
    }

    @Override
    public float[] logits(Batch batch) {
      checkCurrent(this);
      check(batch);
      return thread.call(() -> scorer.logits(batch));
    }
  }

  private final class OwnStatistics implements BatchStatistics {
    /** The parameters with running statistics of 0, so that a pass leaves its own share alone. */
    private final float[] loaded;

    private final DropoutSeeds seeds;
    private final float[] shares;
    private int batches;

    OwnStatistics(float[] weights) {
      seeds = DropoutSeeds.of(architecture, weights);
      shares = sharesOfBatch();
      float[] zeroed = Arrays.copyOf(weights, weights.length);
      Arrays.fill(zeroed, layout.parameters(), zeroed.length, 0);
      loaded = thread.call(() -> replica.order().toEngineOrder(zeroed));
    }

    @Override
    public float[] of(Batch batch) {
      checkCurrent(this);
      check(batch);
      float[] found =
          thread.call(
              () -> {
                replica.load(loaded);
                return replica.statistics(batch, seeds.of(batches++, batch)).clone();
              });
      for (int i = 0; i < found.length; i++) {
        found[i] /= shares[i];
      }
      return found;
    }
  }

  private final class OwnSteps implements Steps {
    private final Steps steps;

    OwnSteps(Steps steps) {
      this.steps = steps;
    }

    @Override
    public BatchLoss differentiate(Batch batch) {
      checkCurrent(this);
      check(batch);
      return thread.call(() -> steps.differentiate(batch));
    }

    @Override
    public void update(double learningRate) {
      checkCurrent(this);
      thread.call(
          () -> {
            steps.update(learningRate);
            return null;
          });
    }

    @Override
    public float[] weights() {
      checkCurrent(this);
      return thread.call(steps::weights);
    }

    @Override
    public float[] optimizerState() {
      checkCurrent(this);
      return thread.call(steps::optimizerState);
    }
  }
}

package kindling.model.engine;

import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.WeightsLayout;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;

/** Steps whose weights and optimizer state are flat arrays in the replica's own order. */
final class FlatSteps implements Steps {
  private final Replica replica;
  private final WeightsLayout layout;
  private final Optimizer optimizer;
  private final RateFactors factors;
  private final DropoutSeeds seeds;
  private final MeanGradient gradient;
  private final float[] weights;
  private final float[] optimizerState;
  private int batches;

  FlatSteps(
      Replica replica,
      Architecture architecture,
      Optimizer optimizer,
      RateFactors factors,
      float[] weights,
      float[] optimizerState) {
    this.replica = replica;
    this.layout = architecture.layout();
    this.optimizer = optimizer;
    this.factors = factors;
    this.seeds = DropoutSeeds.of(architecture, weights);
    this.gradient = new MeanGradient(replica::gradient);
    this.weights = replica.order().toEngineOrder(weights);
    this.optimizerState = replica.order().toEngineOrder(optimizerState);
  }

  @Override
  public BatchLoss differentiate(Batch batch) {
    gradient.beginBatch(batch.size());
    replica.load(weights);
    BatchLoss forward = replica.differentiate(batch, seeds.of(batches++, batch));
    System.arraycopy(replica.buffers(), 0, weights, layout.parameters(), layout.buffers());
    return forward;
  }

  @Override
  public void update(double learningRate) {
    float[] before = factors.before(layout, weights);
    optimizer.step(layout, weights, gradient.takeMean(), optimizerState, learningRate);
    factors.scale(layout, before, weights);
  }

  @Override
  public float[] weights() {
    return replica.order().toLayoutOrder(weights);
  }

  @Override
  public float[] optimizerState() {
    return replica.order().toLayoutOrder(optimizerState);
  }
}

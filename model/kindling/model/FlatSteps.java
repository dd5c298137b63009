package kindling.model;

import kindling.data.Batch;

/** Steps whose weights and optimizer state are flat arrays in the replica's own order. */
final class FlatSteps implements Steps {
  private final Replica replica;
  private final WeightsLayout layout;
  private final Optimizer optimizer;
  private final RateFactors factors;
  private final DropoutSeeds seeds;
  private final float[] weights;
  private final float[] optimizerState;
  private int taken;

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
    this.weights = replica.order().arranged(weights);
    this.optimizerState = replica.order().arranged(optimizerState);
  }

  @Override
  public BatchLoss differentiate(Batch batch) {
    replica.load(weights);
    return replica.differentiate(batch, seeds.of(taken, batch));
  }

  @Override
  public void update(double learningRate) {
    float[] before = factors.before(layout, weights);
    optimizer.step(layout, weights, replica.gradient(), optimizerState, learningRate);
    factors.shorten(layout, before, weights);
    System.arraycopy(replica.buffers(), 0, weights, layout.parameters(), layout.buffers());
    taken++;
  }

  @Override
  public float[] weights() {
    return replica.order().restored(weights);
  }

  @Override
  public float[] optimizerState() {
    return replica.order().restored(optimizerState);
  }
}

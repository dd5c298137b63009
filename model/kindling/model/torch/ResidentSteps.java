package kindling.model.torch;

import java.util.List;
import java.util.stream.Collectors;
import kindling.data.Batch;
import kindling.model.Architecture;
import kindling.model.BatchLoss;
import kindling.model.Decay;
import kindling.model.DropoutSeeds;
import kindling.model.RateFactors;
import kindling.model.Role;
import kindling.model.Sgd;
import kindling.model.Steps;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps whose weights and velocity stay on the replica's device, a GPU, from the first to the last:
 * {@link Sgd} in libtorch's words.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class ResidentSteps implements Steps {
  /** A parameter with its velocity, whether weight decay pulls it, and its rate's factor. */
  private record Trained(
      WeightTensors.Parameter parameter, Tensor velocity, boolean decays, double factor) {}

  private final TorchReplica replica;
  private final WeightTensors weights;
  private final FlatTensors velocities;
  private final List<Trained> trained;
  private final Sgd sgd;
  private final DropoutSeeds seeds;
  private final int stateSize;
  private int taken;

  /**
   * Takes the arrays, in the layout's order, to the device.
   *
   * @param velocities the place for the optimizer's state
   */
  ResidentSteps(
      TorchReplica replica,
      Architecture architecture,
      FlatTensors velocities,
      Sgd sgd,
      RateFactors factors,
      float[] weights,
      float[] optimizerState) {
    this.replica = replica;
    this.weights = replica.weights();
    this.velocities = velocities;
    this.trained =
        this.weights.parameters().stream()
            .map(parameter -> trained(parameter, velocities, sgd, factors))
            .collect(Collectors.toList());
    this.sgd = sgd;
    this.seeds = DropoutSeeds.of(architecture, weights);
    this.stateSize = optimizerState.length;
    this.weights.load(replica.order().arranged(weights));
    velocities.load(replica.order().arranged(optimizerState));
  }

  private static Trained trained(
      WeightTensors.Parameter parameter, FlatTensors velocities, Sgd sgd, RateFactors factors) {
    boolean decays =
        sgd.weightDecay() > 0
            && (sgd.decay() == Decay.ALL || parameter.tensor().role() == Role.WEIGHT);
    return new Trained(
        parameter, velocities.view(parameter.tensor()), decays, factors.of(parameter.tensor()));
  }

  @Override
  public BatchLoss differentiate(Batch batch) {
    weights.forget();
    return replica.differentiate(batch, seeds.of(taken, batch));
  }

  @Override
  public void update(double learningRate) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      trained.forEach(parameter -> update(parameter, learningRate));
    }
    taken++;
  }

  private void update(Trained trained, double learningRate) {
    Tensor value = trained.parameter.view();
    Tensor slope = trained.parameter.slope();
    if (trained.decays) {
      slope = slope.add(value, new Scalar(sgd.weightDecay()));
    }
    if (sgd.momentum() > 0) {
      Scalar momentum = new Scalar(sgd.momentum());
      trained.velocity.mul_(momentum).add_(slope);
      slope = sgd.nesterov() ? slope.add(trained.velocity, momentum) : trained.velocity;
    }
    value.add_(slope, new Scalar(-learningRate * trained.factor));
  }

  @Override
  public float[] weights() {
    return replica.order().restored(weights.values());
  }

  @Override
  public float[] optimizerState() {
    return replica.order().restored(velocities.values(0, stateSize));
  }
}

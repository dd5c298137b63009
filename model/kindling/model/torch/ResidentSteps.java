package kindling.model.torch;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.BatchLoss;
import kindling.model.engine.DropoutSeeds;
import kindling.model.engine.Steps;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.ResidentTensor;
import kindling.model.optimizer.TensorOptimizer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Steps whose weights and optimizer state stay on the replica's device, a GPU, from the first to
 * the last by the optimizers' steps for tensors.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class ResidentSteps implements Steps {
  private final TorchReplica replica;
  private final WeightTensors weights;
  private final List<FlatTensors> vectors;
  private final List<Trained> trained;
  private final TensorOptimizer rule;
  private final TorchL1Penalty lasso;
  private final TorchGradientClipping clipping;
  private final DropoutSeeds seeds;

  /** The steps that each tensor has taken, where the optimizer counts them; they stay here. */
  private final float[] counts;

  private int batches;
  private int lastExamples;
  private int examples;

  /**
   * Takes the arrays, in the layout's order, to the device.
   *
   * @param places as many as the optimizer has vectors of state, or more
   */
  ResidentSteps(
      TorchReplica replica,
      Architecture architecture,
      List<FlatTensors> places,
      Optimizer optimizer,
      RateFactors factors,
      float[] weights,
      float[] optimizerState) {
    this.rule = optimizer.rule();
    this.replica = replica;
    this.weights = replica.weights();
    this.vectors = places.subList(0, rule.vectors());
    this.trained =
        this.weights.parameters().stream()
            .map(
                parameter ->
                    new Trained(
                        parameter,
                        state(parameter),
                        rule.decay().appliesTo(parameter.tensor()),
                        factors.of(parameter.tensor())))
            .toList();
    this.lasso = TorchL1Penalty.of(optimizer);
    this.clipping = TorchGradientClipping.of(optimizer);
    this.seeds = DropoutSeeds.of(architecture, weights);
    this.weights.load(replica.order().toEngineOrder(weights));
    int parameters = architecture.layout().parameters();
    float[] state = replica.order().toEngineOrder(optimizerState);
    for (int i = 0; i < vectors.size(); i++) {
      vectors.get(i).load(Arrays.copyOfRange(state, i * parameters, (i + 1) * parameters));
    }
    this.counts = Arrays.copyOfRange(state, vectors.size() * parameters, state.length);
  }

  private List<ResidentTensor> state(WeightTensors.Parameter parameter) {
    return vectors.stream()
        .map(vector -> vector.view(parameter.tensor()))
        .<ResidentTensor>map(TorchTensor::new)
        .toList();
  }

  @Override
  public BatchLoss differentiate(Batch batch) {
    if (examples == 0) {
      weights.clearGradients();
    } else {
      // Autograd adds the next batch's gradient, so that those before weigh by its examples.
      scaleGradients((double) lastExamples / batch.size());
    }
    lastExamples = batch.size();
    examples += lastExamples;
    return replica.differentiate(batch, seeds.of(batches++, batch));
  }

  private void scaleGradients(double factor) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      trained.forEach(parameter -> parameter.parameter().scaleSlope(new Scalar(factor)));
    }
  }

  @Override
  public void update(double learningRate) {
    if (examples == 0) {
      throw new IllegalStateException("expected a batch before the update, found none");
    }
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      if (examples > lastExamples) {
        scaleGradients((double) lastExamples / examples);
      }
      List<Tensor> slopes = clipping.clipped(trained.stream().map(lasso::slope).toList());
      for (int i = 0; i < trained.size(); i++) {
        float steps = counts.length > 0 ? ++counts[i] : 0;
        trained.get(i).move(rule, slopes.get(i), steps, learningRate);
      }
    }
    examples = 0;
  }

  @Override
  public float[] weights() {
    return replica.order().toLayoutOrder(weights.values());
  }

  @Override
  public float[] optimizerState() {
    int parameters = weights.layout().parameters();
    float[] state = new float[vectors.size() * parameters + counts.length];
    IntStream.range(0, vectors.size())
        .forEach(
            i ->
                System.arraycopy(
                    vectors.get(i).values(0, parameters), 0, state, i * parameters, parameters));
    System.arraycopy(counts, 0, state, vectors.size() * parameters, counts.length);
    return replica.order().toLayoutOrder(state);
  }
}

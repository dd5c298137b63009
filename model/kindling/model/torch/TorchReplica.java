package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;
import kindling.model.engine.BatchLoss;
import kindling.model.engine.Precision;
import kindling.model.engine.Replica;
import kindling.model.engine.Scorer;
import kindling.model.engine.Steps;
import kindling.model.engine.WeightsOrder;
import kindling.model.machine.CpuFeatures.Bfloat16;
import kindling.model.machine.ProcessorCaches;
import kindling.model.machine.Processors;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;
import kindling.model.scores.SoftmaxCrossEntropy;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A live network in libtorch with its native memory. */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class TorchReplica implements Replica {
  private final PointerScope memory;
  private final Architecture architecture;
  private final Placement placement;
  private final Precision precision;
  private final WeightTensors weights;
  private final Network network;
  private final Autocast autocast;
  private final List<FlatTensors> optimizerVectors = new ArrayList<>();
  private FloatPointer pixels = new FloatPointer();
  private Optional<FrozenNetwork> frozen = Optional.empty();

  /** Builds a replica on its thread; throws as {@link TorchEngine#open}. */
  static TorchReplica open(Architecture architecture, Processors processors, Precision precision) {
    TorchLibrary.load();
    TorchLibrary.useThreads(processors.threads());
    PointerScope memory = new PointerScope();
    try {
      return new TorchReplica(memory, architecture, new Placement(processors.gpu()), precision);
    } catch (RuntimeException | Error e) {
      memory.close();
      throw e;
    }
  }

  /** The scope is the thread's outermost: what is made outside of a step lives as long as it. */
  private TorchReplica(
      PointerScope memory, Architecture architecture, Placement placement, Precision precision) {
    this.memory = memory;
    this.architecture = architecture;
    this.placement = placement;
    this.precision = precision;
    Bfloat16 bfloat16 =
        precision == Precision.BFLOAT16 ? TorchEngine.features().bfloat16() : Bfloat16.NONE;
    ConvolutionForms forms = ConvolutionForms.of(architecture, placement, bfloat16);
    this.weights = new WeightTensors(new ChannelsLast(architecture.layout(), forms), placement);
    this.network = Network.of(architecture, weights);
    this.autocast = new Autocast(precision, placement.type());
  }

  @Override
  public WeightsOrder order() {
    return weights.order();
  }

  WeightTensors weights() {
    return weights;
  }

  @Override
  public Steps steps(
      Architecture trained,
      Optimizer optimizer,
      RateFactors factors,
      float[] values,
      float[] optimizerState) {
    return placement.gpu().isPresent()
        ? resident(optimizer, factors, values, optimizerState)
        : Replica.super.steps(trained, optimizer, factors, values, optimizerState);
  }

  /** Steps that keep their weights and optimizer state where the replica computes. */
  Steps resident(Optimizer optimizer, RateFactors factors, float[] values, float[] optimizerState) {
    while (optimizerVectors.size() < optimizer.rule().vectors()) {
      optimizerVectors.add(new FlatTensors(weights.order(), placement));
    }
    return new ResidentSteps(
        this, architecture, optimizerVectors, optimizer, factors, values, optimizerState);
  }

  @Override
  public void load(float[] values) {
    weights.load(values);
    weights.clearGradients();
  }

  @Override
  public BatchLoss differentiate(Batch batch, long seed) {
    reserve(batch.images().length);
    try (PointerScope step = new PointerScope()) {
      Tensor output = forward(batch, new ForwardPass(true, seed), step);
      float[] logits = floats(output);
      float[] slopes = new float[logits.length];
      double loss =
          SoftmaxCrossEntropy.lossAndGradient(
              logits, batch.targets(), architecture.classes(), slopes);
      Tensor slope =
          placement.toDevice(
              from_blob(new FloatPointer(slopes), batch.size(), architecture.classes()));
      output.backward(slope, new BoolOptional(), false, new TensorArrayRefOptional());
      return new BatchLoss(loss, logits);
    }
  }

  @Override
  public float[] gradient() {
    return weights.gradient();
  }

  @Override
  public float[] buffers() {
    return weights.buffers();
  }

  @Override
  public float[] statistics(Batch batch, long seed) {
    reserve(batch.images().length);
    try (PointerScope step = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      forward(batch, new ForwardPass(true, seed), step);
      return buffers();
    }
  }

  @Override
  public float[] logits(Batch batch) {
    reserve(batch.images().length);
    try (PointerScope step = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      return floats(forward(batch, new ForwardPass(false, 0), step));
    }
  }

  /**
   * In float32 on CPUs with fewer kernels. Elsewhere as it is, and where oneDNN is limited to AVX
   * too: its fused kernels for that take four times as long (ResNet-20).
   */
  @Override
  public Scorer frozen() {
    if (placement.gpu().isPresent() || precision != Precision.FLOAT32 || ProcessorCaches.hidden()) {
      return this::logits;
    }
    frozen.ifPresent(FrozenNetwork::close);
    FrozenNetwork network = FrozenNetwork.of(architecture, weights);
    frozen = Optional.of(network);
    return batch -> {
      reserve(batch.images().length);
      try (PointerScope step = new PointerScope();
          NoGradGuard quiet = new NoGradGuard()) {
        return floats(network.forward(images(batch)).view(batch.size(), architecture.classes()));
      }
    };
  }

  /** The logits in float32, [batch × classes]; all else that the pass makes is let go of. */
  private Tensor forward(Batch batch, ForwardPass pass, PointerScope step) {
    try (PointerScope passing = new PointerScope()) {
      Tensor images = images(batch);
      Tensor output = autocast.run(() -> network.forward(images, pass));
      Tensor logits = output.to(ScalarType.Float).view(batch.size(), architecture.classes());
      step.attach(logits);
      return logits;
    }
  }

  private Tensor images(Batch batch) {
    pixels.put(batch.images(), 0, batch.images().length);
    ImageShape shape = batch.shape();
    return placement
        .toDevice(from_blob(pixels, batch.size(), shape.channels(), shape.height(), shape.width()))
        .contiguous(MemoryFormat.ChannelsLast);
  }

  private void reserve(int floats) {
    if (pixels.capacity() < floats) {
      pixels.close();
      pixels = new FloatPointer(floats);
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.numel())];
    tensor.cpu().contiguous().data_ptr_float().get(values, 0, values.length);
    return values;
  }

  @Override
  public void close() {
    frozen.ifPresent(FrozenNetwork::close);
    memory.close();
  }
}

package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.zeros_like;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A replica's weights, between the flat arrays of Kindling and libtorch's tensors, which are views
 * of one flat copy. All of it belongs to the scope that it is made in.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class WeightTensors {
  /** A tensor that is trained and its view, the leaf of autograd's graph. */
  record Parameter(TensorSpec tensor, org.bytedeco.pytorch.Tensor view, MemoryFormat format) {
    /** The gradient, in the elements' order of the view; zero where the loss does not depend. */
    org.bytedeco.pytorch.Tensor slope() {
      org.bytedeco.pytorch.Tensor slope = view.grad();
      if (!slope.defined()) {
        return zeros_like(view);
      }
      return slope.contiguous(format);
    }

    /** Multiplies the gradient, where there is one. */
    void scaleSlope(Scalar factor) {
      org.bytedeco.pytorch.Tensor slope = view.mutable_grad();
      if (slope.defined()) {
        slope.mul_(factor);
      }
    }
  }

  private final ChannelsLast order;
  private final FlatTensors flat;
  private final Map<String, org.bytedeco.pytorch.Tensor> views = new LinkedHashMap<>();
  private final List<Parameter> parameters;
  private final float[] gradient;

  WeightTensors(ChannelsLast order, Placement placement) {
    WeightsLayout layout = order.layout();
    this.order = order;
    this.flat = new FlatTensors(order, placement);
    layout.tensors().forEach(tensor -> views.put(tensor.name(), flat.view(tensor)));
    this.parameters =
        layout.tensors().stream()
            .filter(tensor -> !tensor.role().isBuffer())
            .map(tensor -> new Parameter(tensor, views.get(tensor.name()), format(tensor)))
            .toList();
    parameters.forEach(parameter -> parameter.view.set_requires_grad(true));
    this.gradient = new float[layout.parameters()];
  }

  private MemoryFormat format(TensorSpec tensor) {
    return order.reorders(tensor) ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous;
  }

  /** The tensors that the node's layer computes with, in the order of its variables. */
  org.bytedeco.pytorch.Tensor[] of(Node node) {
    return node.layer().variables().stream()
        .map(variable -> views.get(node.name() + "." + variable.name()))
        .toArray(org.bytedeco.pytorch.Tensor[]::new);
  }

  WeightsLayout layout() {
    return order.layout();
  }

  ChannelsLast order() {
    return order;
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** Takes the weights. */
  void load(float[] weights) {
    flat.load(weights);
  }

  /** Lets go of the last step's gradient. */
  void clearGradients() {
    try (PointerScope scope = new PointerScope()) {
      parameters.forEach(parameter -> parameter.view.mutable_grad().reset());
    }
  }

  /** The gradient by every parameter, flat. The same array every time. */
  float[] gradient() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      for (Parameter parameter : parameters) {
        TensorSpec place = parameter.tensor;
        parameter.slope().cpu().data_ptr_float().get(gradient, place.offset(), place.size());
      }
    }
    return gradient;
  }

  /** A copy of the parameters and buffers as they are now. */
  float[] values() {
    return flat.values(0, layout().size());
  }

  /** A copy of the running statistics as the last pass in training mode left them. */
  float[] buffers() {
    return flat.values(layout().parameters(), layout().size());
  }
}

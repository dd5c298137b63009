package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import kindling.model.Node;
import kindling.model.Tensor;
import kindling.model.WeightsLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A replica's weights in native memory, between the flat arrays of Kindling and libtorch's tensors.
 *
 * <p>The flat array, in the order of {@link ChannelsLast}, is copied whole; libtorch's tensors are
 * views of the copy. All of it belongs to the scope that it is made in.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class WeightTensors {
  /** A tensor of the layout and its view, the leaf of autograd's graph for a parameter. */
  private record Slot(Tensor tensor, org.bytedeco.pytorch.Tensor view) {}

  private final WeightsLayout layout;
  private final FloatPointer values;
  private final org.bytedeco.pytorch.Tensor flat;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final float[] gradient;

  WeightTensors(WeightsLayout layout) {
    this.layout = layout;
    this.values = new FloatPointer(layout.size());
    this.flat = from_blob(values, layout.size());
    this.gradient = new float[layout.parameters()];
    for (Tensor tensor : layout.tensors()) {
      slots.put(tensor.name(), new Slot(tensor, view(tensor)));
    }
  }

  private org.bytedeco.pytorch.Tensor view(Tensor tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    org.bytedeco.pytorch.Tensor view =
        flat.as_strided(shape, strides(tensor, shape), new LongOptional(tensor.offset()));
    if (!tensor.role().isBuffer()) {
      view.set_requires_grad(true);
    }
    return view;
  }

  private static long[] strides(Tensor tensor, long[] shape) {
    if (ChannelsLast.reorders(tensor)) {
      return new long[] {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
    }
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    return strides;
  }

  /** The tensors that the node's layer computes with, in the order of its variables. */
  org.bytedeco.pytorch.Tensor[] of(Node node) {
    return node.layer().variables().stream()
        .map(variable -> slots.get(node.name() + "." + variable.name()).view)
        .toArray(org.bytedeco.pytorch.Tensor[]::new);
  }

  /** Takes the weights, and forgets the gradient of the step before. */
  void load(float[] weights) {
    values.put(weights, 0, weights.length);
    try (PointerScope scope = new PointerScope()) {
      for (Slot slot : slots.values()) {
        if (!slot.tensor.role().isBuffer()) {
          slot.view.mutable_grad().reset();
        }
      }
    }
  }

  /**
   * The gradient by every parameter, flat; zero where the loss does not depend on one. The same
   * array every time.
   */
  float[] gradient() {
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      for (Slot slot : slots.values()) {
        if (!slot.tensor.role().isBuffer()) {
          take(slot.view.grad(), slot.tensor);
        }
      }
    }
    return gradient;
  }

  private void take(org.bytedeco.pytorch.Tensor slope, Tensor tensor) {
    if (!slope.defined()) {
      Arrays.fill(gradient, tensor.offset(), tensor.end(), 0);
      return;
    }
    org.bytedeco.pytorch.Tensor dense =
        ChannelsLast.reorders(tensor)
            ? slope.contiguous(MemoryFormat.ChannelsLast)
            : slope.contiguous();
    dense.data_ptr_float().get(gradient, tensor.offset(), tensor.size());
  }

  /** The running statistics as the last pass in training mode left them. */
  float[] buffers() {
    float[] buffers = new float[layout.buffers()];
    values.getPointer(layout.parameters()).get(buffers, 0, buffers.length);
    return buffers;
  }
}

package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.LinkedHashMap;
import java.util.Map;
import kindling.model.Node;
import kindling.model.Tensor;
import kindling.model.WeightsLayout;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * A replica's weights and gradients in native memory, between the flat arrays of Kindling and
 * libtorch's tensors.
 *
 * <p>Both flat arrays are copied whole; libtorch's tensors are views of the copies, but for
 * convolutions wider than 1×1, whose channels-last order is another one than the flat array's. All
 * of it belongs to the scope that it is made in.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class WeightTensors {
  /**
   * One tensor.
   *
   * @param value what operations read: the leaf of autograd's graph for a parameter
   * @param flat its place in the copy of the flat array, in row-major order
   * @param slope its place in the copy of the flat gradient; null for a buffer
   */
  private record Slot(
      org.bytedeco.pytorch.Tensor value,
      org.bytedeco.pytorch.Tensor flat,
      org.bytedeco.pytorch.Tensor slope) {
    boolean reordered() {
      return value != flat;
    }
  }

  private final WeightsLayout layout;
  private final FloatPointer values;
  private final FloatPointer slopes;
  private final Map<String, Slot> slots = new LinkedHashMap<>();

  WeightTensors(WeightsLayout layout) {
    this.layout = layout;
    this.values = new FloatPointer(layout.size());
    this.slopes = new FloatPointer(layout.parameters());
    for (Tensor tensor : layout.tensors()) {
      slots.put(tensor.name(), slot(tensor));
    }
  }

  private Slot slot(Tensor tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    org.bytedeco.pytorch.Tensor flat = from_blob(values.getPointer(tensor.offset()), shape);
    if (tensor.role().isBuffer()) {
      return new Slot(flat, flat, null);
    }
    boolean reorders = shape.length == 4 && shape[1] > 1 && shape[2] * shape[3] > 1;
    org.bytedeco.pytorch.Tensor value =
        reorders ? flat.contiguous(MemoryFormat.ChannelsLast) : flat;
    value.set_requires_grad(true);
    return new Slot(value, flat, from_blob(slopes.getPointer(tensor.offset()), shape));
  }

  /** The tensors that the node's layer computes with, in the order of its variables. */
  org.bytedeco.pytorch.Tensor[] of(Node node) {
    return node.layer().variables().stream()
        .map(variable -> slots.get(node.name() + "." + variable.name()).value)
        .toArray(org.bytedeco.pytorch.Tensor[]::new);
  }

  /** Takes the weights, and forgets the gradient of the step before. */
  void load(float[] weights) {
    values.put(weights, 0, weights.length);
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      for (Slot slot : slots.values()) {
        if (slot.reordered()) {
          slot.value.copy_(slot.flat);
        }
        if (slot.slope != null) {
          slot.value.mutable_grad().reset();
        }
      }
    }
  }

  /** The gradient by every parameter, flat; zero where the loss does not depend on one. */
  float[] gradient() {
    float[] gradient = new float[layout.parameters()];
    try (PointerScope scope = new PointerScope();
        NoGradGuard quiet = new NoGradGuard()) {
      for (Slot slot : slots.values()) {
        if (slot.slope != null) {
          org.bytedeco.pytorch.Tensor slope = slot.value.grad();
          if (slope.defined()) {
            slot.slope.copy_(slope);
          } else {
            slot.slope.zero_();
          }
        }
      }
    }
    slopes.get(gradient, 0, gradient.length);
    return gradient;
  }

  /** The running statistics as the last pass in training mode left them. */
  float[] buffers() {
    float[] buffers = new float[layout.buffers()];
    values.getPointer(layout.parameters()).get(buffers, 0, buffers.length);
    return buffers;
  }
}

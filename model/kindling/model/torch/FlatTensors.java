package kindling.model.torch;

import static org.bytedeco.pytorch.global.torch.from_blob;

import java.util.HashMap;
import java.util.Map;
import kindling.model.architecture.TensorSpec;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;

/**
 * A flat array in native memory or on a GPU, in the order of {@link ChannelsLast}, and the tensors
 * of a layout as views of it. It belongs to the scope that it is made in.
 */
@SuppressWarnings("try") // scopes are opened for what they do, not to be read
final class FlatTensors {
  private final ChannelsLast order;
  private final FloatPointer memory;
  private final org.bytedeco.pytorch.Tensor host;
  private final org.bytedeco.pytorch.Tensor flat;
  private final Map<TensorSpec, org.bytedeco.pytorch.Tensor> views = new HashMap<>();

  FlatTensors(ChannelsLast order, Placement placement) {
    this.order = order;
    this.memory = new FloatPointer(order.layout().size());
    this.host = from_blob(memory, order.layout().size());
    this.flat = placement.toDevice(host);
  }

  /** The view of a tensor, made once. */
  org.bytedeco.pytorch.Tensor view(TensorSpec tensor) {
    return views.computeIfAbsent(tensor, this::createView);
  }

  private org.bytedeco.pytorch.Tensor createView(TensorSpec tensor) {
    long[] shape = tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    return flat.as_strided(shape, strides(tensor, shape), new LongOptional(tensor.offset()));
  }

  private long[] strides(TensorSpec tensor, long[] shape) {
    if (order.reorders(tensor)) {
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

  /** Takes the values from position 0. */
  void load(float[] values) {
    memory.put(values, 0, values.length);
    if (flat != host) {
      flat.copy_(host);
    }
  }

  /** A copy of the values from position {@code from} to before {@code to}. */
  float[] values(int from, int to) {
    float[] values = new float[to - from];
    try (PointerScope scope = new PointerScope()) {
      flat.slice(0, new LongOptional(from), new LongOptional(to), 1)
          .cpu()
          .data_ptr_float()
          .get(values);
    }
    return values;
  }
}

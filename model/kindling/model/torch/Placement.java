package kindling.model.torch;

import java.util.OptionalInt;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Where a replica's tensors live.
 *
 * @param gpu the GPU's number; none for the CPU
 */
record Placement(OptionalInt gpu) {
  DeviceType type() {
    return gpu.isPresent() ? DeviceType.CUDA : DeviceType.CPU;
  }

  /** The tensor of floats itself on the CPU, a copy of it on a GPU. */
  Tensor toDevice(Tensor host) {
    return gpu.isEmpty()
        ? host
        : host.to(new Device(DeviceType.CUDA, (byte) gpu.getAsInt()), ScalarType.Float);
  }
}

package kindling.model.torch;

import java.util.function.Supplier;
import kindling.model.engine.Precision;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * In which precision the calling thread's operations run.
 *
 * <p>For bfloat16, libtorch's autocast: convolutions and linear layers take bfloat16 copies of
 * their inputs and weights, batch normalization keeps its statistics in float32.
 */
record Autocast(Precision precision, DeviceType device) {
  <T> T run(Supplier<T> operations) {
    if (precision == Precision.FLOAT32) {
      return operations.get();
    }
    torch.set_autocast_dtype(device, ScalarType.BFloat16);
    torch.set_autocast_enabled(device, true);
    try {
      return operations.get();
    } finally {
      torch.set_autocast_enabled(device, false);
      // The copies belong to this pass's weights.
      torch.clear_cache();
    }
  }

  /** Runs operations in float32 on the CPU, within {@link #run} or without. */
  static <T> T suspended(Supplier<T> operations) {
    boolean enabled = torch.is_autocast_enabled(DeviceType.CPU);
    torch.set_autocast_enabled(DeviceType.CPU, false);
    try {
      return operations.get();
    } finally {
      torch.set_autocast_enabled(DeviceType.CPU, enabled);
    }
  }
}

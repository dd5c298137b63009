package kindling.model.torch;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import kindling.data.JavaCpp;
import kindling.model.machine.CpuFeatures;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;

/** libtorch in an executor: how it is loaded, what it must have, its threads. */
public final class TorchLibrary {
  private TorchLibrary() {}

  /**
   * Loads the library, once in a process.
   *
   * @throws UnsupportedOperationException if it cannot be loaded here; the message says why
   */
  public static void load() {
    CpuFeatures.detect(CpuFeatures.ALL).requireAvx2();
    JavaCpp.disableLimits();
    if (TorchLibrary.class.getResource("/org/bytedeco/pytorch/Tensor.class") == null) {
      throw new UnsupportedOperationException(
          "engine: this jar is built without libtorch; use engine = dl4j or the jar that mvn"
              + " package builds");
    }
    CudaLibraries.load();
    try {
      // libtorch.so needs libtorch_cpu.so beside it. JavaCPP unpacks and loads one after the other,
      // and after a first library that lacked the second, loading the second crashes the process.
      for (String variant : List.of("", "-gpu")) {
        Loader.cacheResource(
            "/org/bytedeco/pytorch/" + Loader.getPlatform() + variant + "/libtorch_cpu.so");
      }
      Loader.load(torch.class);
      OneDnnLimit.apply();
      // Convolutions of a single image ask for NNPACK before they find that it is for larger
      // batches, and each prints a warning where the processor is none of its own.
      torch.globalContext().setUserEnabledNNPACK(false);
    } catch (IOException | LinkageError e) {
      throw new UnsupportedOperationException("libtorch does not load: " + e.getMessage(), e);
    }
  }

  /**
   * The releases of libtorch and its presets, as {@code 2.10.0-1.5.13}; throws as {@link #load}.
   */
  static String version() {
    load();
    try {
      return Loader.getVersion("org.bytedeco", "pytorch");
    } catch (IOException e) {
      throw new UnsupportedOperationException("the libtorch presets do not tell their version", e);
    }
  }

  /**
   * Makes sure that there is a GPU, and that it gives the same bits every time: no choice of
   * algorithms by their speed, none that sums in the order of arrival where there is another, no
   * TensorFloat-32.
   *
   * @throws UnsupportedOperationException if there is none; otherwise as {@link #load}
   */
  static void requireGpu() {
    load();
    if (!torch.cuda_is_available()) {
      throw new UnsupportedOperationException(
          "libtorch finds no GPU here: expected the jar that mvn -Pgpu builds, and an NVIDIA driver"
              + " for CUDA 13; found a jar "
              + (Context.hasCUDA() ? "with CUDA, and no usable device" : "without CUDA"));
    }
    Context context = torch.globalContext();
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    context.setDeterministicAlgorithms(true, true);
    context.setAllowTF32CuDNN(false);
    context.setAllowTF32CuBLAS(false);
  }

  /**
   * Sets how many threads libtorch and oneDNN take when the calling thread runs them. BLAS, whose
   * number belongs to the process, takes one, and so gives the same bits to every replica.
   *
   * @throws IllegalStateException if the library did not take the numbers
   */
  static void useThreads(int threads) {
    torch.set_num_threads(threads);
    expect("OpenMP", threads, torch.get_num_threads(), "OMP_NUM_THREADS");
    openblas_nolapack.blas_set_num_threads(1);
    expect("BLAS", 1, openblas_nolapack.blas_get_num_threads(), "OPENBLAS_NUM_THREADS");
  }

  private static void expect(String library, int expected, int found, String variable) {
    if (found != expected) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "%s takes %d threads, expected %d; set %s=%d and unset OMP_THREAD_LIMIT",
              library,
              found,
              expected,
              variable,
              expected));
    }
  }
}

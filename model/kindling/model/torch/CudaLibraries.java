package kindling.model.torch;

import java.net.URL;
import java.util.List;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;

/** NVIDIA's libraries under libtorch's GPU build, which the machine brings. */
final class CudaLibraries {
  private static final List<String> NEEDED =
      List.of(
          "cudart@.13",
          "cublasLt@.13",
          "cublas@.13",
          "cusparse@.12",
          "cufft@.12",
          "curand@.10",
          "cufile@.0",
          "nccl@.2",
          "cudnn@.9");

  private CudaLibraries() {}

  /**
   * Loads them where the jar holds libtorch's GPU build: without them, loading libtorch crashes the
   * process.
   *
   * @throws UnsupportedOperationException if one is missing
   */
  static void load() {
    String build = "/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch_cuda.so";
    if (CudaLibraries.class.getResource(build) == null) {
      return;
    }
    ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
    for (String library : NEEDED) {
      try {
        URL[] places = Loader.findLibrary(torch.class, properties, library, true);
        Loader.loadLibrary(torch.class, places, library);
      } catch (UnsatisfiedLinkError e) {
        throw new UnsupportedOperationException(
            "engine: this jar's libtorch is built for GPUs and takes CUDA 13, NCCL 2 and cuDNN 9, and lib"
                + library.replace("@", ".so")
                + " is not here; install them, or use the jar that mvn package builds",
            e);
      }
    }
  }
}

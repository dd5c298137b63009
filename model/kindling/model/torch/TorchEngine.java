package kindling.model.torch;

import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures;
import kindling.model.machine.Processors;

/**
 * The engine on libtorch: autograd over its operations, channels-last, convolutions in oneDNN.
 *
 * <p>All native work happens on a thread of the engine's own and its OpenMP team, whichever thread
 * calls. The same weights and batch give the same bits, in any replica of as many threads on a
 * processor with the same {@link CpuFeatures}.
 */
public final class TorchEngine {
  private TorchEngine() {}

  /**
   * Loads the native library at first, then builds a replica.
   *
   * @param processors what the replica computes on
   * @param precision float32 or bfloat16
   * @throws UnsupportedOperationException if libtorch does not load or a layer is unknown
   * @throws IllegalStateException if the number of threads cannot be had
   */
  public static Engine open(Architecture architecture, Processors processors, Precision precision) {
    return Engine.open(
        architecture,
        processors.threads(),
        () -> TorchReplica.open(architecture, processors, precision));
  }

  /**
   * The engine's name and version, for provenance.
   *
   * @throws UnsupportedOperationException if libtorch does not load; the message says why
   */
  public static String version() {
    return "torch " + TorchLibrary.version();
  }

  /**
   * The GPUs of this machine, by their models' names, for provenance.
   *
   * @throws UnsupportedOperationException if libtorch does not load or finds no GPU; the message
   *     says why
   */
  public static String gpus() {
    TorchLibrary.requireGpu();
    return NvidiaGpus.models();
  }

  /** The processor's instructions within the limit of libtorch's oneDNN. */
  public static CpuFeatures features() {
    return CpuFeatures.detect(OneDnnLimit.name());
  }
}

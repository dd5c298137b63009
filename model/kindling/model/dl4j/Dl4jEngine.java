package kindling.model.dl4j;

import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.machine.CpuFeatures;

/**
 * The engine on Deeplearning4j: its graph and workspaces, convolutions in oneDNN, linear layers in
 * BLAS, all else in plain loops.
 *
 * <p>All native work happens on a thread of the engine's own and {@code threads - 1} helpers,
 * whichever thread calls. The same weights and batch give the same bits, in any replica of as many
 * threads on a processor with the same {@link CpuFeatures}. Memory stays level after the first step
 * of the largest batch.
 */
public final class Dl4jEngine {
  private Dl4jEngine() {}

  /**
   * Loads the native library at first, then builds a replica.
   *
   * @param threads how many threads the replica computes on, at least 1
   * @throws UnsupportedOperationException if the processor lacks AVX2 or a layer is unknown
   * @throws IllegalStateException if oneDNN or the number of threads cannot be had
   */
  public static Engine open(Architecture architecture, int threads) {
    return Engine.open(architecture, threads, () -> Dl4jReplica.open(architecture, threads));
  }

  /**
   * The engine's name and version, for provenance.
   *
   * @throws UnsupportedOperationException if Deeplearning4j is not there
   */
  public static String version() {
    if (Dl4jEngine.class.getResource("/org/nd4j/linalg/factory/Nd4j.class") == null) {
      throw new UnsupportedOperationException(
          "engine: this jar is built without Deeplearning4j; use engine = torch or the jar that mvn"
              + " package builds");
    }
    return "dl4j 1.0.0-M2.1 (oneDNN)";
  }

  /** The processor's instructions within the limit of ND4J's oneDNN. */
  public static CpuFeatures features() {
    // It takes the name in capitals only.
    return CpuFeatures.detect(System.getenv().getOrDefault("DNNL_MAX_CPU_ISA", CpuFeatures.ALL));
  }
}

package kindling.model.dl4j;

import java.util.Locale;
import kindling.data.JavaCpp;
import kindling.model.machine.CpuFeatures;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** ND4J's native library in an executor: how it is loaded, what it must have, its threads. */
final class Nd4jLibrary {
  private Nd4jLibrary() {}

  /**
   * Loads the library, once in a process.
   *
   * @throws UnsupportedOperationException if the processor lacks AVX2, which would crash the
   *     process
   * @throws IllegalStateException if the library runs without oneDNN
   */
  static void load() {
    CpuFeatures.detect(CpuFeatures.ALL).requireAvx2();
    JavaCpp.disableLimits();
    if (System.getProperty(ND4JSystemProperties.LOG_INITIALIZATION) == null) {
      System.setProperty(ND4JSystemProperties.LOG_INITIALIZATION, "false");
    }
    boolean helpers = Nd4j.getEnvironment().helpersAllowed();
    boolean oneDnn = Nd4jCpu.Environment.getInstance().isUseONEDNN();
    String build = operations().buildInfo();
    if (!helpers || !oneDnn || !build.contains("HAVE_ONEDNN")) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "ND4J's natives run without oneDNN, an order of magnitude slower: expected the classifier"
                  + " linux-x86_64-onednn-avx2; helpers allowed: %s, oneDNN in use: %s, build: %s",
              helpers,
              oneDnn,
              build));
    }
    // Workspaces hold all that a step allocates; a collection every few seconds would free nothing.
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  /**
   * Sets how many threads oneDNN takes when the calling thread runs it. The number belongs to that
   * thread, whatever {@code OMP_NUM_THREADS} says. BLAS, whose number belongs to the process, takes
   * one: it only multiplies linear layers' matrices, and so gives the same bits to every replica.
   *
   * @throws IllegalStateException if the library did not take the numbers
   */
  static void useThreads(int threads) {
    operations().setOmpNumThreads(threads);
    int taken = operations().ompGetMaxThreads();
    if (taken != threads) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "OpenMP takes %d threads of %d; set OMP_NUM_THREADS=%d and unset OMP_THREAD_LIMIT",
              taken,
              threads,
              threads));
    }
    Nd4j.factory().blas().setMaxThreads(1);
    int blas = Nd4j.factory().blas().getMaxThreads();
    if (blas != 1) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "BLAS takes %d threads, expected 1; set OPENBLAS_NUM_THREADS=1", blas));
    }
  }

  private static NativeOps operations() {
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}

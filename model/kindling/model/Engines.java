package kindling.model;

import java.util.Locale;
import kindling.model.dl4j.CpuFeatures;
import kindling.model.dl4j.Dl4jEngine;

/** The engines there are, by name. */
public final class Engines {
  /** What a user may ask for. */
  public enum Choice {
    /** The fastest one that loads. */
    AUTO,
    /** Deeplearning4j with oneDNN, on CPUs. */
    DL4J
  }

  private Engines() {}

  /**
   * What a choice means on this machine: engine, version and instruction set. Equal descriptions
   * give equal bits.
   *
   * @throws UnsupportedOperationException where the CPU lacks what the engine needs
   */
  public static String describe(Choice choice) {
    return Dl4jEngine.version()
        + " on "
        + CpuFeatures.here().used().name().toLowerCase(Locale.ROOT);
  }

  /**
   * A live replica with its own native memory, for one thread at a time.
   *
   * @param threads that the replica computes with
   * @throws UnsupportedOperationException where the CPU lacks what the engine needs
   * @throws IllegalStateException where the number of threads does not take
   */
  public static Engine open(Choice choice, Architecture architecture, int threads) {
    return new Dl4jEngine(architecture, threads);
  }
}

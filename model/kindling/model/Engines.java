package kindling.model;

import java.util.Locale;
import kindling.model.dl4j.Dl4jEngine;
import kindling.model.torch.TorchEngine;

/** The engines there are, by name. */
public final class Engines {
  /** What a user may ask for. */
  public enum Choice {
    /** The fastest one that loads. */
    AUTO,
    /** Deeplearning4j with oneDNN, on CPUs. */
    DL4J,
    /** libtorch. */
    TORCH
  }

  private Engines() {}

  /** What this machine computes with; refused, with the reason, where it cannot. */
  public static EngineOffer offer(EngineRequest request) {
    Precision precision = request.precision();
    CpuFeatures features = CpuFeatures.here();
    try {
      features.requireAvx2();
    } catch (UnsupportedOperationException e) {
      return EngineOffer.refused(e.getMessage());
    }
    return switch (request.engine()) {
      case DL4J -> dl4j(precision, features, "");
      case TORCH -> torch(precision, features);
      case AUTO -> {
        EngineOffer fastest = torch(precision, features);
        yield fastest.refused() && precision != Precision.BFLOAT16
            ? dl4j(precision, features, fastest.description())
            : fastest;
      }
    };
  }

  private static EngineOffer dl4j(Precision precision, CpuFeatures features, String remark) {
    if (precision == Precision.BFLOAT16) {
      return EngineOffer.refused(
          "precision: the dl4j engine computes in float32 only; use engine = torch");
    }
    return offer(Choice.DL4J, Dl4jEngine.version(), Precision.FLOAT32, features, remark);
  }

  private static EngineOffer torch(Precision precision, CpuFeatures features) {
    if (precision == Precision.BFLOAT16 && !features.bfloat16()) {
      return EngineOffer.refused(
          "precision: bfloat16 takes a processor with AVX512-BF16 or AMX (avx512_bf16 or amx_bf16"
              + " among the flags of /proc/cpuinfo); this one would emulate it, slower than"
              + " float32. Use precision = float32 or auto");
    }
    String version;
    try {
      version = TorchEngine.version();
    } catch (UnsupportedOperationException e) {
      return EngineOffer.refused(e.getMessage());
    }
    Precision taken =
        precision == Precision.AUTO
            ? features.bfloat16() ? Precision.BFLOAT16 : Precision.FLOAT32
            : precision;
    String remark =
        precision == Precision.AUTO && taken == Precision.FLOAT32
            ? "not in bfloat16: this processor would emulate it"
            : "";
    return offer(Choice.TORCH, version, taken, features, remark);
  }

  private static EngineOffer offer(
      Choice engine, String version, Precision precision, CpuFeatures features, String remark) {
    String description = "%s, %s, on %s".formatted(version, name(precision), name(features.used()));
    return new EngineOffer(engine, precision, description, remark);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A live replica with its own native memory, for one thread at a time.
   *
   * @param offer this machine's, not refused
   * @param threads that the replica computes with
   * @throws IllegalStateException where the number of threads does not take
   */
  public static Engine open(EngineOffer offer, Architecture architecture, int threads) {
    return switch (offer.engine()) {
      case DL4J -> Dl4jEngine.open(architecture, threads);
      case TORCH -> TorchEngine.open(architecture, threads, offer.precision());
      case AUTO -> throw new IllegalArgumentException("expected an engine, found auto");
    };
  }
}

package kindling.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.model.architecture.Architecture;
import kindling.model.dl4j.Dl4jEngine;
import kindling.model.engine.Engine;
import kindling.model.engine.Precision;
import kindling.model.machine.CpuFeatures;
import kindling.model.machine.CpuFeatures.Bfloat16;
import kindling.model.machine.NativeMemory;
import kindling.model.machine.ProcessorCaches;
import kindling.model.machine.Processors;
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

  /**
   * What this machine computes with, and on CPUs a fingerprint of the bits; refused, with the
   * reason, where it cannot.
   */
  public static EngineOffer offer(EngineRequest request) {
    EngineOffer named = named(request);
    return named.refused() || request.device() == Device.GPU
        ? named
        : new EngineOffer(
            named.engine(),
            named.precision(),
            String.format(Locale.ROOT, "%s (bits %s)", named.description(), Fingerprint.of(named)),
            named.remarks());
  }

  /** The same by its name only: nothing is computed, and no memory taken. */
  public static EngineOffer named(EngineRequest request) {
    Precision precision = request.precision();
    try {
      CpuFeatures.detect(CpuFeatures.ALL).requireAvx2();
    } catch (UnsupportedOperationException e) {
      return EngineOffer.refused(e.getMessage());
    }
    return switch (request.engine()) {
      case DL4J -> dl4j(request, List.of());
      case TORCH -> torch(request);
      case AUTO -> {
        EngineOffer fastest = torch(request);
        yield fastest.refused() && precision != Precision.BFLOAT16 && request.device() == Device.CPU
            ? dl4j(request, List.of(fastest.description()))
            : fastest;
      }
    };
  }

  private static EngineOffer dl4j(EngineRequest request, List<String> remarks) {
    if (request.precision() == Precision.BFLOAT16) {
      return EngineOffer.refused(
          "precision: the dl4j engine computes in float32 only; use engine = torch");
    }
    if (request.device() == Device.GPU) {
      return EngineOffer.refused(
          "engine: dl4j computes on CPUs only, and spark.task.resource.gpu.amount asks for GPUs;"
              + " use engine = torch, or leave that out");
    }
    try {
      CpuFeatures features = Dl4jEngine.features();
      String processor = name(features.used());
      return offer(Choice.DL4J, Dl4jEngine.version(), Precision.FLOAT32, processor, remarks);
    } catch (UnsupportedOperationException e) {
      return EngineOffer.refused(e.getMessage());
    }
  }

  private static EngineOffer torch(EngineRequest request) {
    try {
      return request.device() == Device.GPU
          ? torchOnGpu(request.precision())
          : torchOnCpu(request.precision());
    } catch (UnsupportedOperationException e) {
      return EngineOffer.refused(e.getMessage());
    }
  }

  private static EngineOffer torchOnGpu(Precision precision) {
    String gpus = TorchEngine.gpus();
    String version = TorchEngine.version();
    return precision == Precision.AUTO
        ? offer(
            Choice.TORCH,
            version,
            Precision.FLOAT32,
            gpus,
            List.of("not in bfloat16: its accuracy is not measured on GPUs"))
        : offer(Choice.TORCH, version, precision, gpus, List.of());
  }

  private static EngineOffer torchOnCpu(Precision precision) {
    CpuFeatures features = TorchEngine.features();
    boolean emulated = features.bfloat16() == Bfloat16.NONE;
    if (precision == Precision.BFLOAT16 && emulated) {
      return EngineOffer.refused(
          "precision: bfloat16 takes a processor with AVX512-BF16 or AMX (avx512_bf16 or amx_bf16"
              + " among the flags of /proc/cpuinfo) that oneDNN may use; this one would emulate it,"
              + " slower than float32. Use precision = float32 or auto");
    }
    String version = TorchEngine.version();
    if (precision == Precision.FLOAT32 || emulated) {
      List<String> remarks = new ArrayList<>();
      if (precision == Precision.AUTO) {
        remarks.add("not in bfloat16: this processor would emulate it");
      }
      if (ProcessorCaches.hidden()) {
        remarks.add(
            "slower, with oneDNN limited to AVX: this machine does not say how large its"
                + " processor's caches are, and libtorch's kernels for AVX2 and above fail where it"
                + " does not");
      }
      return offer(Choice.TORCH, version, Precision.FLOAT32, name(features.used()), remarks);
    }
    String processor = name(features.bfloat16());
    return offer(Choice.TORCH, version, Precision.BFLOAT16, processor, List.of());
  }

  private static EngineOffer offer(
      Choice engine, String version, Precision precision, String processor, List<String> remarks) {
    String description =
        String.format(Locale.ROOT, "%s, %s, on %s", version, name(precision), processor);
    List<String> all = new ArrayList<>(remarks);
    NativeMemory.missing(System.getenv()).ifPresent(all::add);
    return new EngineOffer(engine, precision, description, all);
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /**
   * A live replica with its own native memory, for one thread at a time.
   *
   * @param offer this machine's, not refused
   * @param processors that the replica computes on
   * @throws IllegalStateException where the number of threads does not take
   */
  public static Engine open(EngineOffer offer, Architecture architecture, Processors processors) {
    return switch (offer.engine()) {
      case DL4J -> Dl4jEngine.open(architecture, processors.threads());
      case TORCH -> TorchEngine.open(architecture, processors, offer.precision());
      case AUTO -> throw new IllegalArgumentException("expected an engine, found auto");
    };
  }
}

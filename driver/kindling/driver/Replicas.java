package kindling.driver;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import kindling.model.Architecture;
import kindling.model.Engine;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.Processors;

/**
 * The live networks of one executor, kept between tasks because building one costs as much as many
 * steps. A replica holds nothing that a result depends on, so any task may take any of them.
 */
final class Replicas {
  private static final Map<Key, Queue<Engine>> IDLE = new ConcurrentHashMap<>();

  private Replicas() {}

  /**
   * Applies a function to a replica that no other thread uses meanwhile. A replica whose use threw
   * is closed, not kept.
   *
   * @throws ConfigurationException where this executor's engine is not the one the driver chose
   */
  static <R> R with(EngineSpec spec, Architecture architecture, Function<Engine, R> use) {
    Key key =
        new Key(
            spec,
            architecture,
            new Processors(spec.threads(), AssignedGpu.number(spec.request().device())));
    Queue<Engine> idle = IDLE.computeIfAbsent(key, unknown -> new ConcurrentLinkedQueue<>());
    Engine kept = idle.poll();
    Engine engine = kept == null ? open(key) : kept;
    R result;
    try {
      result = use.apply(engine);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
    idle.add(engine);
    return result;
  }

  private static Engine open(Key key) {
    EngineSpec spec = key.spec;
    EngineOffer here = Engines.offer(spec.request());
    if (!here.description().equals(spec.description())) {
      throw new ConfigurationException(
          "an executor that came later would compute other bits: expected "
              + spec.description()
              + ", found "
              + here.description()
              + ". Use executors of one kind, or pin all of them to the lowest instruction set with"
              + " spark.executorEnv.ONEDNN_MAX_CPU_ISA (AVX2, for example).");
    }
    return Engines.open(here, key.architecture, key.processors);
  }

  private record Key(EngineSpec spec, Architecture architecture, Processors processors) {}
}

package kindling.driver.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;
import kindling.driver.config.ConfigurationException;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.machine.Processors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live networks of one executor, kept between tasks because building one costs as much as many
 * steps. A replica holds nothing that a result depends on, so any task may take any of them. Only
 * so many stay as tasks can use, because runs of other networks may follow.
 */
public final class Replicas {
  private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

  /** Two for each task at once: behind a frozen part a task takes two. */
  private static final int IDLE_AT_MOST = 4 * Runtime.getRuntime().availableProcessors();

  /** The last used first; guarded by itself. */
  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private Replicas() {}

  /**
   * Applies a function to a replica that no other thread uses meanwhile. A replica whose use threw
   * is closed, not kept.
   *
   * @throws ConfigurationException where this executor's engine is not the one the driver chose
   */
  public static <R> R with(EngineSpec spec, Architecture architecture, Function<Engine, R> use) {
    Key key =
        new Key(
            spec,
            architecture,
            new Processors(spec.threads(), AssignedGpu.number(spec.request().device())));
    Engine kept = taken(key);
    Engine engine = kept == null ? open(key) : kept;
    R result;
    try {
      result = use.apply(engine);
    } catch (RuntimeException | Error e) {
      engine.close();
      throw e;
    }
    keep(new Idle(key, engine));
    return result;
  }

  private static Engine taken(Key key) {
    synchronized (IDLE) {
      for (Iterator<Idle> each = IDLE.iterator(); each.hasNext(); ) {
        Idle idle = each.next();
        if (idle.key.equals(key)) {
          each.remove();
          return idle.engine;
        }
      }
      return null;
    }
  }

  private static void keep(Idle idle) {
    Idle tooMany = null;
    synchronized (IDLE) {
      IDLE.addFirst(idle);
      if (IDLE.size() > IDLE_AT_MOST) {
        tooMany = IDLE.removeLast();
      }
    }
    if (tooMany != null) {
      tooMany.engine.close();
    }
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
              + ". "
              + AgreedEngine.ADVICE);
    }
    LOG.info("opening {} with {}", key.architecture.name(), here.description());
    return Engines.open(here, key.architecture, key.processors);
  }

  private record Idle(Key key, Engine engine) {}

  private record Key(EngineSpec spec, Architecture architecture, Processors processors) {}
}

package kindling.driver.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import kindling.driver.config.ConfigurationException;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Engine;
import kindling.model.machine.Processors;
import org.apache.spark.SparkEnv;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live networks of one executor, kept between tasks because building one costs as much as many
 * steps. A replica holds nothing that a result depends on, so any task may take any of them. There
 * are never more, idle ones among them, than have worked at once: where a run of another network
 * follows, its replicas take the place of those that were used longest ago.
 */
public final class Replicas {
  private static final Logger LOG = LoggerFactory.getLogger(Replicas.class);

  /** The last used first; guards itself and the counts. */
  private static final Deque<Idle> IDLE = new ArrayDeque<>();

  private static int working;
  private static int mostAtOnce;

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
    Engine engine = null;
    boolean whole = false;
    try {
      engine = borrow(key);
      R result = use.apply(engine);
      whole = true;
      return result;
    } finally {
      giveBack(key, engine, whole);
    }
  }

  private static Engine borrow(Key key) {
    Engine kept;
    List<Idle> displaced = new ArrayList<>();
    synchronized (IDLE) {
      kept = taken(key);
      working++;
      mostAtOnce = Math.max(mostAtOnce, working);
      while (IDLE.size() + working > mostAtOnce) {
        displaced.add(IDLE.removeLast());
      }
    }
    displaced.forEach(idle -> idle.engine.close());
    return kept == null ? open(key) : kept;
  }

  private static Engine taken(Key key) {
    for (Iterator<Idle> each = IDLE.iterator(); each.hasNext(); ) {
      Idle idle = each.next();
      if (idle.key.equals(key)) {
        each.remove();
        return idle.engine;
      }
    }
    return null;
  }

  /**
   * Keeps a replica, or closes it.
   *
   * @param engine null where none could be opened
   */
  private static void giveBack(Key key, Engine engine, boolean whole) {
    synchronized (IDLE) {
      working--;
      if (whole) {
        IDLE.addFirst(new Idle(key, engine));
      }
    }
    if (!whole && engine != null) {
      engine.close();
    }
  }

  private static Engine open(Key key) {
    EngineSpec spec = key.spec;
    EngineOffer here = Engines.offer(spec.request());
    if (!here.description().equals(spec.description())) {
      throw new ConfigurationException(
          executor()
              + " came later and would compute other bits: expected "
              + spec.description()
              + ", found "
              + here.description()
              + ". "
              + AgreedEngine.ADVICE);
    }
    LOG.info("opening {} with {}", key.architecture.name(), here.description());
    return Engines.open(here, key.architecture, key.processors);
  }

  /** Which one this is, as Spark's pages and logs name it. */
  private static String executor() {
    return Optional.ofNullable(SparkEnv.get())
        .map(
            env ->
                "executor "
                    + env.executorId()
                    + " on "
                    + env.blockManager().blockManagerId().host())
        .orElse("a process outside of Spark");
  }

  private record Idle(Key key, Engine engine) {}

  private record Key(EngineSpec spec, Architecture architecture, Processors processors) {}
}

package kindling.driver.cluster.memory;

import java.util.Locale;
import java.util.stream.Stream;
import kindling.driver.cluster.AssignedGpu;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.model.Device;
import kindling.model.Engines;
import kindling.model.MemoryEstimate;
import kindling.model.architecture.Architecture;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory that a run's engines take outside the Java heap of each process, held against what the
 * process is granted. Lives on the driver.
 *
 * @param needed bytes
 * @param origin of the figure: the estimate, or the setting
 */
public record EngineMemory(long needed, Origin origin, MemoryGrant grant) {
  private static final Logger LOG = LoggerFactory.getLogger(EngineMemory.class);

  /** Where a figure comes from. */
  enum Origin {
    /** {@code engine-memory = 0}: from the architecture, an upper bound. */
    ESTIMATE,
    /** {@code engine-memory} itself. */
    SETTING
  }

  /**
   * What a run's engines take, by the setting or the estimate for its largest images; nothing on a
   * GPU, whose own memory is not Spark's to grant.
   *
   * @param architecture for scored images
   * @param engine that the executors compute with
   */
  public static EngineMemory of(
      JavaSparkContext spark, Settings settings, Architecture architecture, Engines.Choice engine) {
    MemoryGrant grant =
        MemoryGrant.of(
            spark.getConf(),
            spark.defaultParallelism(),
            Math.max(1, spark.sc().getExecutorMemoryStatus().size() - 1),
            settings.workload().workers());
    if (settings.engine().memory() == 0 && AssignedGpu.device(spark.getConf()) == Device.GPU) {
      return new EngineMemory(0, Origin.ESTIMATE, grant);
    }
    return settings.engine().memory() > 0
        ? new EngineMemory(settings.engine().memory(), Origin.SETTING, grant)
        : new EngineMemory(
            Stream.concat(
                    Stream.of(architecture), settings.input().sizes().of(architecture).stream())
                .mapToLong(network -> estimate(settings, network, engine, grant.slots()))
                .max()
                .orElseThrow(),
            Origin.ESTIMATE,
            grant);
  }

  private static long estimate(
      Settings settings, Architecture architecture, Engines.Choice engine, int slots) {
    return MemoryEstimate.bytes(
        architecture,
        engine,
        settings.workload().batchSize(),
        slots,
        settings.network().transfer().partsAtOnce(settings.input().augmentation().build()));
  }

  /**
   * Refuses a run that would not fit, or warns where it may not.
   *
   * @return the bytes that no process may exceed while it trains
   * @throws ConfigurationException saying what was expected, what was found and what to set
   */
  public long check(Console console) {
    LOG.debug("engine memory: {} bytes by {}, granted {}", needed, origin, grant);
    if (grant.bytes().isPresent() && needed > grant.bytes().getAsLong()) {
      boolean estimated = origin == Origin.ESTIMATE;
      if (grant.kind() == MemoryGrant.Kind.CONTAINER || !estimated) {
        throw new ConfigurationException(misfit());
      }
      console.warn(misfit());
    }
    if (needed > 0) {
      remark(console);
    }
    return bound();
  }

  private void remark(Console console) {
    console.remark(
        "memory: up to %s outside the Java heap of each process, for %d worker(s) at once (%s)",
        MemorySize.text(needed),
        grant.slots(),
        origin == Origin.ESTIMATE ? "estimated" : "engine-memory");
  }

  private long bound() {
    if (origin == Origin.SETTING) {
      return needed;
    }
    return grant.kind() == MemoryGrant.Kind.CONTAINER
        ? grant.bytes().orElseThrow()
        : EngineSpec.UNBOUNDED;
  }

  private String misfit() {
    String found = MemorySize.text(grant.bytes().orElseThrow());
    String takes =
        origin == Origin.ESTIMATE
            ? String.format(
                Locale.ROOT,
                "%d worker(s) at once take an estimated %s",
                grant.slots(),
                MemorySize.text(needed))
            : String.format(
                Locale.ROOT,
                "it lets %d worker(s) at once take %s",
                grant.slots(),
                MemorySize.text(needed));
    String advice =
        grant.kind() == MemoryGrant.Kind.MACHINE
            ? "Lower batch-size or the cores of --master, or give the heap less (--driver-memory)"
            : String.format(
                Locale.ROOT,
                "Set --conf spark.executor.memoryOverhead=%s, or lower batch-size or"
                    + " spark.executor.cores",
                MemorySize.setting(needed));
    return String.format(
        Locale.ROOT,
        "engine-memory: %s outside the Java heap, and %s leaves %s. %s; if the estimate is too"
            + " high for your network, say with engine-memory what it takes",
        takes,
        grant.origin(),
        found,
        advice);
  }

  /**
   * Refuses to go on with a process that takes more than it may.
   *
   * @param found the most bytes that a process had outside its heap
   * @throws ConfigurationException saying what was expected, what was found and what to set
   */
  public static void checkMeasured(long found, long bound) {
    if (found > bound) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "engine-memory: expected a process that trains to take at most %s outside its Java heap,"
                  + " found %s after a round. Set --conf spark.executor.memoryOverhead=%s (and"
                  + " engine-memory, where it is set), or lower batch-size or spark.executor.cores, and"
                  + " go on with --resume",
              MemorySize.text(bound),
              MemorySize.text(found),
              MemorySize.setting(found + found / 4)));
    }
  }
}

package kindling.driver.cluster.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.spark.SparkConf;

/**
 * The memory outside the Java heap that a process which trains is granted: by its container on YARN
 * and Kubernetes, by the machine in local mode. Lives on the driver.
 *
 * @param kind who holds the process to it
 * @param bytes that are granted; absent where nobody says
 * @param slots workers that train at once in the process
 * @param origin of the figure, for messages
 */
record MemoryGrant(Kind kind, OptionalLong bytes, int slots, String origin) {
  private static final String OVERHEAD = "spark.executor.memoryOverhead";
  private static final String FACTOR = "spark.executor.memoryOverheadFactor";

  /** Who holds a process to its memory. */
  enum Kind {
    /** A container, which is killed with what runs in it; or a setting that asks for one. */
    CONTAINER,
    /** The machine, or the control group that this process runs in. */
    MACHINE,
    /** Nobody: a standalone cluster, whose machines the driver does not see. */
    NOBODY
  }

  /**
   * What Spark's settings grant.
   *
   * @param conf of the started context, so that master and cores of a task are in it
   * @param cores of all executors, or of this process in local mode
   * @param executors that are there, at least one
   * @param workers of the run, at least one: more do not train at once
   */
  static MemoryGrant of(SparkConf conf, int cores, int executors, int workers) {
    String master = conf.get("spark.master");
    int threads = conf.getInt("spark.task.cpus", 1);
    if (master.equals("local") || master.startsWith("local[")) {
      long heap = Runtime.getRuntime().maxMemory();
      return new MemoryGrant(
          Kind.MACHINE,
          OptionalLong.of(Math.max(0, machine() - heap)),
          slots(cores, threads, workers),
          String.format(
              Locale.ROOT,
              "the machine of %s, without the heap of %s",
              MemorySize.text(machine()),
              MemorySize.text(heap)));
    }
    boolean container = master.equals("yarn") || master.startsWith("k8s:");
    int ofOne = conf.getInt("spark.executor.cores", container ? 1 : (cores - 1) / executors + 1);
    int slots = slots(ofOne, threads, workers);
    return container || conf.contains(OVERHEAD) || conf.contains(FACTOR)
        ? new MemoryGrant(Kind.CONTAINER, OptionalLong.of(overhead(conf)), slots, origin(conf))
        : new MemoryGrant(Kind.NOBODY, OptionalLong.empty(), slots, "a standalone cluster");
  }

  private static int slots(int cores, int threads, int workers) {
    return Math.max(1, Math.min(workers, cores / threads));
  }

  /** As Spark's ResourceProfile counts it. */
  private static long overhead(SparkConf conf) {
    long mib =
        conf.contains(OVERHEAD)
            ? conf.getSizeAsMb(OVERHEAD)
            : Math.max(
                conf.getSizeAsMb("spark.executor.minMemoryOverhead", "384m"),
                (long)
                    (conf.getDouble(FACTOR, 0.1)
                        * conf.getSizeAsMb("spark.executor.memory", "1g")));
    return mib << 20;
  }

  private static String origin(SparkConf conf) {
    return conf.contains(OVERHEAD)
        ? OVERHEAD
        : conf.contains(FACTOR) ? FACTOR : "Spark's default of " + OVERHEAD;
  }

  private static long machine() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}

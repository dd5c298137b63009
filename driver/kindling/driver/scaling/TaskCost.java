package kindling.driver.scaling;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.evaluate.Session;
import org.apache.spark.api.java.JavaRDD;

/**
 * What a task costs the driver: processor time of its process in jobs whose tasks do nothing. In
 * local mode the tasks' own time is in it.
 */
final class TaskCost {
  private static final int WORKERS = 64;
  private static final int WARM_UP = 3;
  private static final int JOBS = 5;

  private TaskCost() {}

  /** Seconds of the driver's processor for a task, the median over some jobs. */
  static double measure(Session session) {
    JavaRDD<WorkerShard> shards =
        NoiseShards.of(session.spark(), session.architecture(), session.request(), WORKERS, 1);
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    double[] seconds = new double[JOBS];
    for (int i = 0; i < WARM_UP + JOBS; i++) {
      long before = process.getProcessCpuTime();
      job(shards);
      if (i >= WARM_UP) {
        seconds[i - WARM_UP] = (process.getProcessCpuTime() - before) / 1e9 / (2 * WORKERS);
      }
    }
    shards.unpersist(true);
    Arrays.sort(seconds);
    return seconds[JOBS / 2];
  }

  private static void job(JavaRDD<WorkerShard> shards) {
    OrderedMerge.<Integer, Integer>run(
        shards,
        WORKERS,
        shard -> List.copyOf(Collections.nCopies(WORKERS, shard.worker())),
        parts -> {
          int sum = 0;
          while (parts.hasNext()) {
            sum += parts.next();
          }
          return sum;
        },
        OrderedMerge.Cleaning.AWAITED);
  }
}

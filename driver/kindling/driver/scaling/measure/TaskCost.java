package kindling.driver.scaling.measure;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.driver.dataset.OrderedMerge;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.evaluate.Session;
import org.apache.spark.api.java.JavaRDD;

/**
 * What a task costs the driver: processor time of its threads in jobs whose tasks do nothing. The
 * tasks' own threads, which are the driver's in local mode, do not count.
 */
final class TaskCost {
  private static final String TASK_THREAD = "Executor task launch worker";
  private static final int WORKERS = 64;
  private static final int WARM_UP = 3;
  private static final int JOBS = 5;

  private TaskCost() {}

  /** Seconds of the driver's processor for a task, the median over some jobs. */
  static double measure(Session session) {
    JavaRDD<WorkerShard> shards =
        NoiseShards.of(session.spark(), session.architecture(), session.request(), WORKERS, 1);
    double[] seconds = new double[JOBS];
    for (int i = 0; i < WARM_UP + JOBS; i++) {
      Map<Long, Long> before = nanos();
      job(shards);
      if (i >= WARM_UP) {
        seconds[i - WARM_UP] = since(before) / 1e9 / (2 * WORKERS);
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

  /** Of each thread, by its id. */
  private static Map<Long, Long> nanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Map<Long, Long> nanos = new HashMap<>();
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && !thread.getThreadName().startsWith(TASK_THREAD)) {
        nanos.put(thread.getThreadId(), threads.getThreadCpuTime(thread.getThreadId()));
      }
    }
    return nanos;
  }

  private static double since(Map<Long, Long> before) {
    return nanos().entrySet().stream()
        .mapToLong(now -> Math.max(0, now.getValue() - before.getOrDefault(now.getKey(), 0L)))
        .sum();
  }
}

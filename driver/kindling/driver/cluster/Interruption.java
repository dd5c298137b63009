package kindling.driver.cluster;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The end of a process by a signal, such as Ctrl-C or a scheduler's SIGTERM: the command gives up
 * in order before Spark is torn down under it. The process ends with 128 and the signal's number.
 * Lives on the driver.
 */
public final class Interruption {
  /** Above that of Spark's own hook, which is 30 above the file systems'. */
  private static final int PRIORITY = 100;

  private static final long ENDING_SECONDS = 10;
  private static final long POLLING_MILLIS = 100;

  private Interruption() {}

  /** Whether the process has been told to end. */
  public static boolean isUnderWay() {
    return ShutdownHookManager.get().isShutdownInProgress();
  }

  /** At a signal, what the command asks of Spark fails until it has closed Spark. */
  static void cancels(JavaSparkContext spark, Console console) {
    ShutdownHookManager.get()
        .addShutdownHook(
            () -> cancel(spark, console), PRIORITY, 3 * ENDING_SECONDS, TimeUnit.SECONDS);
  }

  private static void cancel(JavaSparkContext spark, Console console) {
    if (spark.sc().isStopped()) {
      return;
    }
    console.remark(
        "kindling: told to end before the command was done; train, search and study go on with --resume");
    // Spark warns of every task that is killed.
    spark.setLogLevel("OFF");
    await(
        () -> {
          boolean closed = spark.sc().isStopped();
          if (!closed) {
            spark.sc().cancelAllJobs();
          }
          return closed;
        },
        2 * ENDING_SECONDS);
  }

  /**
   * After a signal, waits until the tasks that it cancelled have ended: those of local mode would
   * meet a Spark that is gone.
   */
  public static void awaitTasks(JavaSparkContext spark) {
    if (isUnderWay()) {
      await(() -> runningTasks(spark) == 0, ENDING_SECONDS);
    }
  }

  private static int runningTasks(JavaSparkContext spark) {
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
        .mapToInt(SparkExecutorInfo::numRunningTasks)
        .sum();
  }

  private static void await(BooleanSupplier done, long seconds) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (!done.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLLING_MILLIS));
    }
  }
}

package kindling.driver.run.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Where the time of a round goes, and what crosses the network; of one round, or the mean over an
 * epoch's. Nothing that is learnt depends on it. Lives on the driver.
 *
 * <p>The ten parts from {@code broadcastSeconds} to {@code otherSeconds} add up to {@code seconds}.
 * Those from {@code fetchSeconds} to {@code taskSeconds} are the workers' time, summed and divided
 * by the slots that worked at once: with a slot for every worker that is the mean worker's time,
 * with fewer it counts the workers that ran one after the other. Together with {@code idleSeconds}
 * they make up the stage in which the workers take their steps.
 *
 * @param seconds of wall clock on the driver
 * @param broadcastSeconds for putting the state out
 * @param fetchSeconds until the workers have the state
 * @param replicaSeconds until they have a live network: none when one is idle, else its building
 * @param inputWaitSeconds of steps that wait for their batch
 * @param engineSeconds forward and backward
 * @param optimizerSeconds updates of the weights
 * @param taskSeconds the rest of the workers' tasks: the shard from Spark's cache, copies of the
 *     weights, scores, and the slices into the shuffle
 * @param idleSeconds of slots while tasks are launched and while the slowest worker is awaited
 * @param mergeSeconds the stage that reads the shuffle, merges the slices and returns them
 * @param otherSeconds what is left: submitting the job, joining the slices
 * @param slots that worked at once
 * @param meanWorker the mean over the workers
 * @param slowestWorker the worker that took longest; the mean over the rounds
 * @param bytesOut of the driver: the state, serialized and compressed, as often as it is put out,
 *     which is once; the executors pass it on among themselves
 * @param bytesIn to the driver: the merged slices, serialized; beside Spark's own task statuses
 * @param shuffleBytesWritten by all workers
 * @param shuffleBytesRead by the merging tasks
 * @param failedTasks that were run again: lost with their executor, or failed
 * @param outsideHeapBytes the most that a process had outside its Java heap
 */
public record RoundMetrics(
    double seconds,
    double broadcastSeconds,
    double fetchSeconds,
    double replicaSeconds,
    double inputWaitSeconds,
    double engineSeconds,
    double optimizerSeconds,
    double taskSeconds,
    double idleSeconds,
    double mergeSeconds,
    double otherSeconds,
    double slots,
    WorkerSeconds meanWorker,
    WorkerSeconds slowestWorker,
    double bytesOut,
    double bytesIn,
    double shuffleBytesWritten,
    double shuffleBytesRead,
    double failedTasks,
    double outsideHeapBytes) {

  /**
   * One round's.
   *
   * @param seconds of the round on the driver
   * @param broadcastSeconds of them, for putting the state out
   */
  public static RoundMetrics of(
      double seconds, double broadcastSeconds, WorkersTimes workers, RoundJob job) {
    double stage = job.workersMillis() / 1e3;
    // Spark's run time is in whole milliseconds, and so may fall short of what a task did measure.
    double busy = Math.max(job.taskMillis() / 1e3, workers.sum().all() / 1e9);
    // Tasks too short to overlap hide slots that worked.
    double slots = stage > 0 ? Math.max(workers.slots(), busy / stage) : workers.slots();
    WorkerSeconds slot = WorkerSeconds.of(workers.sum(), slots);
    double merge = job.mergeMillis() / 1e3;
    return new RoundMetrics(
        seconds,
        broadcastSeconds,
        slot.fetchSeconds(),
        slot.replicaSeconds(),
        slot.inputWaitSeconds(),
        slot.engineSeconds(),
        slot.optimizerSeconds(),
        busy / slots - slot.named(),
        stage - busy / slots,
        merge,
        seconds - broadcastSeconds - stage - merge,
        slots,
        WorkerSeconds.of(workers.sum(), workers.workers()),
        WorkerSeconds.of(workers.slowest(), 1),
        job.bytesOut(),
        job.bytesIn(),
        job.shuffleWritten(),
        job.shuffleRead(),
        job.failedTasks(),
        workers.outsideHeap());
  }

  /** The mean over rounds, of which there is at least one; of memory, the most. */
  public static RoundMetrics mean(List<RoundMetrics> rounds) {
    return new RoundMetrics(
        mean(rounds, RoundMetrics::seconds),
        mean(rounds, RoundMetrics::broadcastSeconds),
        mean(rounds, RoundMetrics::fetchSeconds),
        mean(rounds, RoundMetrics::replicaSeconds),
        mean(rounds, RoundMetrics::inputWaitSeconds),
        mean(rounds, RoundMetrics::engineSeconds),
        mean(rounds, RoundMetrics::optimizerSeconds),
        mean(rounds, RoundMetrics::taskSeconds),
        mean(rounds, RoundMetrics::idleSeconds),
        mean(rounds, RoundMetrics::mergeSeconds),
        mean(rounds, RoundMetrics::otherSeconds),
        mean(rounds, RoundMetrics::slots),
        WorkerSeconds.mean(rounds.stream().map(RoundMetrics::meanWorker).toList()),
        WorkerSeconds.mean(rounds.stream().map(RoundMetrics::slowestWorker).toList()),
        mean(rounds, RoundMetrics::bytesOut),
        mean(rounds, RoundMetrics::bytesIn),
        mean(rounds, RoundMetrics::shuffleBytesWritten),
        mean(rounds, RoundMetrics::shuffleBytesRead),
        mean(rounds, RoundMetrics::failedTasks),
        rounds.stream().mapToDouble(RoundMetrics::outsideHeapBytes).max().orElseThrow());
  }

  private static <T> double mean(List<T> all, ToDoubleFunction<T> part) {
    return all.stream().mapToDouble(part).sum() / all.size();
  }

  /**
   * A worker's time in seconds, from its start to its result.
   *
   * @param seconds in all; more than the others add up to by copies of the weights and scores
   */
  public record WorkerSeconds(
      double seconds,
      double fetchSeconds,
      double replicaSeconds,
      double inputWaitSeconds,
      double engineSeconds,
      double optimizerSeconds) {

    static WorkerSeconds of(StepTimes times, double divisor) {
      double nanos = 1e9 * divisor;
      return new WorkerSeconds(
          times.all() / nanos,
          times.fetch() / nanos,
          times.replica() / nanos,
          times.input() / nanos,
          times.engine() / nanos,
          times.optimizer() / nanos);
    }

    static WorkerSeconds mean(List<WorkerSeconds> workers) {
      return new WorkerSeconds(
          RoundMetrics.mean(workers, WorkerSeconds::seconds),
          RoundMetrics.mean(workers, WorkerSeconds::fetchSeconds),
          RoundMetrics.mean(workers, WorkerSeconds::replicaSeconds),
          RoundMetrics.mean(workers, WorkerSeconds::inputWaitSeconds),
          RoundMetrics.mean(workers, WorkerSeconds::engineSeconds),
          RoundMetrics.mean(workers, WorkerSeconds::optimizerSeconds));
    }

    double named() {
      return fetchSeconds + replicaSeconds + inputWaitSeconds + engineSeconds + optimizerSeconds;
    }
  }
}

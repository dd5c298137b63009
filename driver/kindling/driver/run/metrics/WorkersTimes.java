package kindling.driver.run.metrics;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * The times of a round's workers, merged; its size does not grow with their number.
 *
 * @param workers that were merged
 * @param slots that worked: how many workers ran at once at most, summed over the processes
 * @param sum over the workers
 * @param slowest worker's times
 * @param outsideHeap bytes: the most that a process had outside its Java heap
 */
public record WorkersTimes(
    int workers, int slots, StepTimes sum, StepTimes slowest, long outsideHeap)
    implements Serializable {

  /** Merges at least one worker's times, given in worker order. Runs on an executor. */
  public static WorkersTimes of(List<WorkerTimes> times) {
    return new WorkersTimes(
        times.size(),
        times.stream()
            .map(WorkerTimes::process)
            .distinct()
            .mapToInt(process -> atOnce(times, process))
            .sum(),
        times.stream().map(WorkerTimes::steps).reduce(StepTimes.NONE, StepTimes::plus),
        times.stream()
            .map(WorkerTimes::steps)
            .max(Comparator.comparingLong(StepTimes::all))
            .orElseThrow(),
        times.stream().mapToLong(WorkerTimes::outsideHeap).max().orElseThrow());
  }

  /** Most workers of a process that overlap; the number is reached when one of them starts. */
  private static int atOnce(List<WorkerTimes> times, String process) {
    return times.stream()
        .filter(worker -> worker.process().equals(process))
        .mapToInt(
            worker -> (int) times.stream().filter(other -> other.runsAtTheStartOf(worker)).count())
        .max()
        .orElse(0);
  }
}

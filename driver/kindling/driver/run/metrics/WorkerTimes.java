package kindling.driver.run.metrics;

import java.io.Serializable;
import java.util.UUID;
import kindling.model.machine.NativeMemory;

/**
 * When a worker ran and what it spent its time on. No result depends on it.
 *
 * @param process in which it ran; only starts of the same process compare
 * @param start by the process's monotonic clock, in nanoseconds
 * @param outsideHeap bytes that the process had outside its Java heap at the end
 */
public record WorkerTimes(String process, long start, StepTimes steps, long outsideHeap)
    implements Serializable {
  private static final String PROCESS = UUID.randomUUID().toString();

  /** Of a worker in this process. */
  public static WorkerTimes here(long start, StepTimes steps) {
    return new WorkerTimes(PROCESS, start, steps, NativeMemory.outsideHeap());
  }

  private long end() {
    return start + steps.all();
  }

  boolean runsAtTheStartOf(WorkerTimes other) {
    return process.equals(other.process) && start <= other.start && other.start < end();
  }
}

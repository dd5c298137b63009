package kindling.driver.train.round;

import kindling.driver.run.metrics.StepTimes;
import kindling.driver.run.metrics.WorkerTimes;

/** Splits a worker's time of one round into its phases, lap by lap. Runs on an executor. */
final class WorkerClock {
  private final long start = System.nanoTime();
  private long lap = start;
  private long fetch;
  private long replica;
  private long input;
  private long engine;
  private long optimizer;

  void fetched() {
    fetch += lap();
  }

  void borrowed() {
    replica += lap();
  }

  void read() {
    input += lap();
  }

  void differentiated() {
    engine += lap();
  }

  void updated() {
    optimizer += lap();
  }

  /** What came before belongs to no phase. */
  void rested() {
    lap();
  }

  private long lap() {
    long now = System.nanoTime();
    long nanos = now - lap;
    lap = now;
    return nanos;
  }

  WorkerTimes times() {
    return WorkerTimes.here(
        start, new StepTimes(fetch, replica, input, engine, optimizer, System.nanoTime() - start));
  }
}

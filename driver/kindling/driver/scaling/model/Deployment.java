package kindling.driver.scaling.model;

import kindling.driver.train.round.Rounds;

/**
 * Workers on as many machines as they fill, all of them at once.
 *
 * @param workers of the run
 * @param machine that each is
 */
public record Deployment(int workers, Machine machine) {
  int machines() {
    return (workers + machine.workers() - 1) / machine.workers();
  }

  /** Workers of a machine. */
  int workersOfMachine() {
    return Math.min(workers, machine.workers());
  }

  /** Executors of a machine. */
  int executorsOfMachine() {
    return Math.min(machine.executors(), workersOfMachine());
  }

  /** Of all machines. */
  public int executors() {
    return Math.min(workers, machines() * executorsOfMachine());
  }

  /** Workers of an executor. */
  int workersOfExecutor() {
    return (workersOfMachine() + executorsOfMachine() - 1) / executorsOfMachine();
  }

  /** How much longer a machine's processes take where so many threads share its cores. */
  double stretch(int threadsAtOnce) {
    return Math.max(1, (double) threadsAtOnce / machine.cores());
  }

  /** Tasks that share the merge. */
  int slices(int threads) {
    return Rounds.slices(Math.multiplyExact(workers, threads));
  }

  /** Of a machine's traffic with the others, the share that does not stay on it. */
  double remoteShare() {
    return 1 - 1.0 / machines();
  }
}

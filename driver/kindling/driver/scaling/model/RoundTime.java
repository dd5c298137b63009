package kindling.driver.scaling.model;

import kindling.driver.train.wire.WireBytes;

/**
 * Seconds of a round beside its steps.
 *
 * @param wire the state out, the slices among executors, and the mean back
 */
record RoundTime(double wire, double merge, double driver) {
  /** What Spark cuts a broadcast into. */
  private static final double PIECE_BYTES = 4 << 20;

  static RoundTime of(TrainingJob job, AveragingCost cost, Deployment on) {
    int slices = on.slices(job.threads());
    double network = on.machine().networkBytesPerSecond();
    int mergedAtOnce = Math.min(slices, on.machines() * on.machine().cores());
    return new RoundTime(
        (broadcast(job.wire(), on) + shuffle(job.wire(), on, slices) + job.wire().mean()) / network,
        cost.fetchSeconds() * on.stretch(on.executorsOfMachine())
            + cost.workerSeconds() * on.stretch(on.workersOfMachine())
            + cost.mergeSeconds() * on.workers() / mergedAtOnce,
        cost.broadcastSeconds()
            + cost.roundSeconds()
            + cost.taskSeconds() * (on.workers() + slices));
  }

  /**
   * Bytes that pass one after the other until all executors have the state, of which each that has
   * a piece passes it on: Mundinger, Weber and Weiss, "Optimal scheduling of peer-to-peer file
   * dissemination", 2008, theorem 1. A machine's executors share its network.
   */
  private static double broadcast(WireBytes wire, Deployment on) {
    double pieces = Math.max(1, Math.ceil(wire.sent() / PIECE_BYTES));
    int doublings = 31 - Integer.numberOfLeadingZeros(on.executors());
    return wire.sent() * Math.max(on.executorsOfMachine(), 1 + doublings / pieces);
  }

  /** Bytes of the machine that sends or receives most. */
  private static double shuffle(WireBytes wire, Deployment on, int slices) {
    double sent = (double) on.workersOfMachine() * wire.returned();
    double received = (double) on.workers() * wire.returned() / Math.min(on.machines(), slices);
    return on.remoteShare() * Math.max(sent, received);
  }

  double seconds() {
    return wire + merge + driver;
  }
}

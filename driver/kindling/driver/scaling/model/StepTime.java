package kindling.driver.scaling.model;

/**
 * Seconds that the steps of an epoch take a worker, by resource. Decoding and disks work ahead of
 * the steps, and where all cores are busy, decoding takes them from the steps.
 *
 * @param processors what the machine's cores have to do, steps and images together
 */
record StepTime(double compute, double decode, double disk, double processors) {
  /**
   * Of the worker that has most images.
   *
   * @param images of it
   */
  static StepTime of(TrainingJob job, Costs costs, Deployment on, boolean encoded, int images) {
    int workers = on.workersOfMachine();
    int threads = workers * job.threads();
    double engine =
        images * costs.step().imageSeconds(workers)
            + job.cut().steps(images) * costs.step().updateSeconds();
    double input =
        images * (costs.input().augmentSeconds() + (encoded ? costs.input().decodeSeconds() : 0));
    int inputThreads = encoded ? job.decodeThreads() : 1;
    return new StepTime(
        engine * on.stretch(threads),
        input / inputThreads * on.stretch(workers * inputThreads),
        encoded ? disk(missed(job, on) * workers * images, costs.diskBytesPerSecond()) : 0,
        workers * (job.threads() * engine + input) / on.machine().cores());
  }

  private static double disk(double bytes, double bytesPerSecond) {
    return bytes == 0 ? 0 : bytes / bytesPerSecond;
  }

  /** Bytes of an image that are not in the page cache, in the mean. */
  private static double missed(TrainingJob job, Deployment on) {
    double share = job.data().images() * job.data().encodedBytes() / on.machines();
    double processes =
        on.executorsOfMachine()
            * (on.machine().heapBytes()
                + job.engine().process()
                + (double) on.workersOfExecutor() * job.engine().worker());
    double cached = Math.max(0, on.machine().memoryBytes() - processes);
    return job.data().encodedBytes() * Math.max(0, 1 - cached / share);
  }

  double seconds() {
    return Math.max(Math.max(compute, decode), Math.max(disk, processors));
  }
}

package kindling.driver.scaling.model;

/**
 * What training one network costs, measured or given: all that a prediction needs to know of the
 * machines' speed.
 *
 * @param machine that it was measured on: master, processors
 * @param network name of the architecture
 * @param engine that computes it
 * @param cores of the machine
 * @param diskBytesPerSecond of a local disk; 0: not known, which is endless where a prediction
 *     needs it
 */
public record Costs(
    String machine,
    String network,
    String engine,
    int cores,
    StepCost step,
    AveragingCost averaging,
    InputCost input,
    double diskBytesPerSecond) {

  /** The same with another local disk. */
  public Costs withDisk(double bytesPerSecond) {
    return new Costs(machine, network, engine, cores, step, averaging, input, bytesPerSecond);
  }

  /** Whether nothing is missing or out of range, as it may be in what was read from a file. */
  public boolean hasAll() {
    return machine != null
        && network != null
        && engine != null
        && cores > 0
        && step != null
        && averaging != null
        && input != null
        && step.isWhole()
        && averaging.isWhole()
        && input.isWhole()
        && diskBytesPerSecond >= 0;
  }
}

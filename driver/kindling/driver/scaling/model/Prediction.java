package kindling.driver.scaling.model;

import java.util.Map;

/**
 * An epoch of training on so many workers; scoring is not in it.
 *
 * @param machines that they fill
 * @param executors of them all
 * @param steps of a worker
 * @param rounds in the mean over the run
 * @param encoded whether executors keep images encoded
 * @param epochSeconds in all
 * @param efficiency speed over that of so many workers who each have a machine to themselves and
 *     never wait or average
 * @param bound the resource that takes longest
 * @param seconds of each resource by itself; decoding and disks work while steps are computed
 * @param traffic of a round
 * @param memory of an executor
 */
public record Prediction(
    int workers,
    int machines,
    int executors,
    int steps,
    double rounds,
    boolean encoded,
    double epochSeconds,
    double efficiency,
    Resource bound,
    Map<Resource, Double> seconds,
    Traffic traffic,
    Memory memory) {

  /**
   * Bytes of a round, before anything compresses them.
   *
   * @param driver out and in, once each
   * @param machine out and in, of each
   */
  public record Traffic(double driver, double machine) {}

  /**
   * Bytes of an executor.
   *
   * @param engines outside the heap, at most
   * @param heap for images and states
   */
  public record Memory(double engines, double heap) {}
}

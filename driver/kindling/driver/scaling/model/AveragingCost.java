package kindling.driver.scaling.model;

import java.util.stream.DoubleStream;

/**
 * What a round costs beside its steps and the network, in seconds, for one network and wire.
 *
 * @param broadcastSeconds of the driver, which packs the state
 * @param fetchSeconds of an executor, which unpacks it
 * @param workerSeconds of each worker, for copies of the weights and the slices into the shuffle
 * @param mergeSeconds of a core, for one worker's whole state in the sum
 * @param roundSeconds to launch a round and to join its end, however many workers it has
 * @param taskSeconds of the driver's processor for each task, of which workers and slices have one
 */
public record AveragingCost(
    double broadcastSeconds,
    double fetchSeconds,
    double workerSeconds,
    double mergeSeconds,
    double roundSeconds,
    double taskSeconds) {

  boolean isWhole() {
    return DoubleStream.of(
            broadcastSeconds, fetchSeconds, workerSeconds, mergeSeconds, roundSeconds, taskSeconds)
        .allMatch(seconds -> seconds >= 0);
  }
}

package kindling.driver.scaling.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Predicts an epoch from costs: a pure function. It knows no slow machines, no lost executors and
 * no other load; batches of other sizes than the measured one cost in proportion.
 */
public final class CostModel {
  /** Copies of the state that a worker holds on the heap in a round. */
  private static final int STATES_OF_WORKER = 5;

  private CostModel() {}

  /** An epoch of a job on machines with these costs. */
  public static Prediction predict(TrainingJob job, Costs costs, Deployment on) {
    int images = (int) ((job.data().images() + on.workers() - 1) / on.workers());
    boolean encoded = job.data().encoded(on.executors(), on.machine().heapBytes());
    int steps = job.cut().steps(images);
    StepTime step = StepTime.of(job, costs, on, encoded, images);
    RoundTime round = RoundTime.of(job, costs.averaging(), on);
    double rounds = job.cut().rounds(images, round.seconds(), step.seconds() / steps);
    Map<Resource, Double> seconds = seconds(step, round, rounds);
    double epoch = step.seconds() + rounds * round.seconds();
    return new Prediction(
        on.workers(),
        on.machines(),
        on.executors(),
        steps,
        rounds,
        encoded,
        epoch,
        alone(job, costs.step()) / (on.workers() * epoch),
        bound(seconds),
        seconds,
        traffic(job, on),
        memory(job, on, encoded, images));
  }

  private static Map<Resource, Double> seconds(StepTime step, RoundTime round, double rounds) {
    Map<Resource, Double> seconds = new EnumMap<>(Resource.class);
    seconds.put(Resource.COMPUTE, step.compute());
    seconds.put(Resource.DECODE, step.decode());
    seconds.put(Resource.DISK, step.disk());
    seconds.put(Resource.WIRE, rounds * round.wire());
    seconds.put(Resource.MERGE, rounds * round.merge());
    seconds.put(Resource.DRIVER, rounds * round.driver());
    return seconds;
  }

  private static Resource bound(Map<Resource, Double> seconds) {
    return seconds.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  /** Seconds of the steps of one worker on a machine to itself. */
  private static double alone(TrainingJob job, StepCost step) {
    int images = Math.toIntExact(job.data().images());
    return images * step.imageSeconds(1) + job.cut().steps(images) * step.updateSeconds();
  }

  private static Prediction.Traffic traffic(TrainingJob job, Deployment on) {
    int slices = on.slices(job.threads());
    double returned = job.wire().returned();
    double sent = on.workersOfMachine() * returned;
    double received = on.workers() * returned / Math.min(on.machines(), slices);
    return new Prediction.Traffic(
        job.wire().sent() + job.wire().mean(),
        on.executorsOfMachine() * (double) job.wire().sent()
            + on.remoteShare() * (sent + received));
  }

  private static Prediction.Memory memory(
      TrainingJob job, Deployment on, boolean encoded, int images) {
    int workers = on.workersOfExecutor();
    double pixels = encoded ? 0 : images * job.data().decodedBytes();
    return new Prediction.Memory(
        job.engine().process() + (double) workers * job.engine().worker(),
        workers * (pixels + (double) STATES_OF_WORKER * job.state()));
  }
}

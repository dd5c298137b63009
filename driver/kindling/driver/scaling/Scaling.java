package kindling.driver.scaling;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.Session;
import kindling.driver.run.folder.Json;
import kindling.driver.scaling.measure.CostMeasurement;
import kindling.driver.scaling.measure.DiskMeasurement;
import kindling.driver.scaling.measure.InputMeasurement;
import kindling.driver.scaling.measure.RoundMeasurement;
import kindling.driver.scaling.model.CostModel;
import kindling.driver.scaling.model.Costs;
import kindling.driver.scaling.model.Deployment;
import kindling.driver.scaling.model.EngineBytes;
import kindling.driver.scaling.model.ImageSet;
import kindling.driver.scaling.model.Machine;
import kindling.driver.scaling.model.Prediction;
import kindling.driver.scaling.model.TrainingCut;
import kindling.driver.scaling.model.TrainingJob;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.wire.WireBytes;
import kindling.model.Engines;
import kindling.model.MemoryEstimate;
import kindling.model.architecture.Architecture;
import org.apache.spark.SparkConf;

/**
 * How a run scales: what training costs, and an epoch on each of some clusters. Lives on the
 * driver.
 */
public record Scaling(Costs costs, List<Prediction> predictions) {

  /**
   * Predicts.
   *
   * @param given costs; absent: measured on the session's executors
   * @param repetitions of measured rounds
   * @throws ConfigurationException where a cluster has more workers than there are images
   */
  public static Scaling of(
      Session session, PlannedCluster asked, Optional<Costs> given, int repetitions) {
    InputMeasurement input = InputMeasurement.of(session);
    TrainingJob job = job(session, input, asked);
    long most = asked.workers().stream().mapToInt(Integer::intValue).max().orElseThrow();
    if (most > job.data().images()) {
      throw new ConfigurationException(
          "--workers: expected at most one for each of the "
              + job.data().images()
              + " training images, found "
              + most);
    }
    given.ifPresent(costs -> checkNetwork(costs, session.architecture()));
    Costs costs = given.orElseGet(() -> CostMeasurement.of(session, input.cost(), repetitions));
    Machine machine = machine(session, asked, costs);
    List<Deployment> clusters =
        asked.workers().stream().map(workers -> new Deployment(workers, machine)).toList();
    Costs known = withDisk(costs, asked, job, clusters, session.spark().getConf());
    return new Scaling(
        known, clusters.stream().map(on -> CostModel.predict(job, known, on)).toList());
  }

  /**
   * The costs of what {@code --json} has printed.
   *
   * @throws ConfigurationException where there are none
   */
  public static Costs costs(String text) {
    String[] lines = text.strip().split("\n");
    try {
      Scaling scaling = Json.read(lines[lines.length - 1], Scaling.class);
      if (scaling != null && scaling.costs != null && scaling.costs.hasAll()) {
        return scaling.costs;
      }
    } catch (JsonProcessingException e) {
      // Told below, as for one that lacks something.
    }
    throw new ConfigurationException(
        "--costs: expected as its last line what plan --json prints, with all costs in it and none"
            + " below 0");
  }

  private static void checkNetwork(Costs costs, Architecture architecture) {
    if (!costs.network().equals(architecture.name())) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "--costs: expected those of %s, found those of %s; measure them with plan --json on this"
                  + " configuration",
              architecture.name(),
              costs.network()));
    }
  }

  private static TrainingJob job(Session session, InputMeasurement input, PlannedCluster asked) {
    Settings settings = session.settings();
    TrainingSpec spec = RoundMeasurement.spec(session, "", settings.workload().batchSize());
    int state = spec.state().size();
    return new TrainingJob(
        new ImageSet(
            asked.images() > 0 ? asked.images() : session.catalog().training().size(),
            input.encodedBytes() > 0 && asked.imageBytes() > 0
                ? asked.imageBytes()
                : input.encodedBytes(),
            input.decodedBytes(),
            settings.input().cache().kind()),
        new TrainingCut(
            settings.workload().batchSize(),
            settings.workload().accumulate(),
            settings.workload().epochs(),
            settings.averaging().stepsPerRound(),
            settings.averaging().overhead()),
        WireBytes.of(spec.wire(), state),
        engineBytes(session),
        (long) Float.BYTES * state,
        settings.engine().threadsPerWorker(),
        settings.input().cache().decodeThreads());
  }

  private static EngineBytes engineBytes(Session session) {
    Settings settings = session.settings();
    Engines.Choice engine = Engines.offer(session.request()).engine();
    int parts = settings.network().transfer().partsAtOnce(settings.input().augmentation().build());
    int batchSize = settings.workload().batchSize();
    long none = MemoryEstimate.bytes(session.architecture(), engine, batchSize, 0, parts);
    long one = MemoryEstimate.bytes(session.architecture(), engine, batchSize, 1, parts);
    return new EngineBytes(none, one - none);
  }

  private static Machine machine(Session session, PlannedCluster asked, Costs costs) {
    int cores = asked.cores() > 0 ? asked.cores() : costs.cores();
    int threads = session.settings().engine().threadsPerWorker();
    int workers =
        asked.workersOfMachine() > 0 ? asked.workersOfMachine() : Math.max(1, cores / threads);
    return new Machine(
        cores,
        workers,
        asked.executorsOfMachine(),
        asked.networkBytesPerSecond(),
        asked.memoryBytes() > 0 ? asked.memoryBytes() : memory(),
        heap(session.spark().getConf()));
  }

  private static long memory() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  private static long heap(SparkConf conf) {
    return conf.get("spark.master").startsWith("local")
        ? Runtime.getRuntime().maxMemory()
        : conf.getSizeAsBytes("spark.executor.memory", "1g");
  }

  /** A disk is measured where images would come from it, and none is known. */
  private static Costs withDisk(
      Costs costs,
      PlannedCluster asked,
      TrainingJob job,
      List<Deployment> clusters,
      SparkConf conf) {
    if (asked.diskBytesPerSecond() > 0) {
      return costs.withDisk(asked.diskBytesPerSecond());
    }
    boolean needed =
        costs.diskBytesPerSecond() == 0
            && clusters.stream()
                .anyMatch(on -> job.data().encoded(on.executors(), on.machine().heapBytes()));
    String folders = conf.get("spark.local.dir", System.getProperty("java.io.tmpdir"));
    return needed
        ? costs.withDisk(DiskMeasurement.bytesPerSecond(Path.of(folders.split(",")[0])))
        : costs;
  }
}

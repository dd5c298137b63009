package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.augment.Augmentation;
import kindling.data.shard.Shard;
import kindling.driver.averaging.WireFormat;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.engine.EngineSpec;
import kindling.driver.plan.TrainingSpec;
import kindling.driver.settings.Settings;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Precision;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.RateFactors;
import kindling.model.optimizer.Schedule;
import kindling.model.optimizer.Sgd;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Small shards of random images, and a local Spark to train on them. */
public final class LocalSpark {
  public static final ImageShape SHAPE = new ImageShape(3, 8, 8);
  public static final int CLASSES = 4;
  public static final EngineRequest REQUEST =
      new EngineRequest(Engines.Choice.AUTO, Precision.FLOAT32);

  private LocalSpark() {}

  public static JavaSparkContext open(int cores) {
    return Cluster.open("test", "local[" + cores + "]", 1);
  }

  public static EngineSpec engine() {
    return new EngineSpec(REQUEST, Engines.offer(REQUEST).description(), 1);
  }

  /** One shard of each size; ids go on from shard to shard. */
  public static List<Shard> shards(int... sizes) {
    List<Shard> shards = new ArrayList<>();
    int id = 0;
    for (int size : sizes) {
      int first = id;
      shards.add(shard(IntStream.range(first, first + size).toArray()));
      id += size;
    }
    return shards;
  }

  /** The examples with these ids; each looks the same in whichever shard it is. */
  public static Shard shard(int... ids) {
    byte[][] pixels = new byte[ids.length][SHAPE.size()];
    int[] labels = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Random random = new Random(ids[i]);
      random.nextBytes(pixels[i]);
      labels[i] = random.nextInt(CLASSES);
    }
    return new Shard(SHAPE, ids, labels, pixels);
  }

  public static JavaRDD<WorkerShard> distributed(JavaSparkContext spark, List<Shard> shards) {
    List<WorkerShard> workers = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      workers.add(worker(i, shards.get(i)));
    }
    return spark.parallelize(workers, workers.size());
  }

  public static WorkerShard worker(int index, Shard shard) {
    ShardReport report =
        new ShardReport(shard.size(), 0, List.of(), null, null, null, Engines.offer(REQUEST));
    return new WorkerShard(index, shard, report);
  }

  /** Plain SGD at a constant rate, without augmentation or state. */
  public static TrainingSpec plain(Architecture architecture, double rate, int batchSize) {
    return new TrainingSpec(
        architecture,
        engine(),
        new Normalization(new float[] {0.5f, 0.5f, 0.5f}, new float[] {0.3f, 0.3f, 0.3f}),
        Augmentation.NONE,
        0,
        new Sgd(0, false, 0, DecayScope.ALL),
        RateFactors.NONE,
        new Schedule.Constant(rate),
        batchSize,
        1,
        WireFormat.FLOAT32,
        Settings.OptimizerState.AVERAGED,
        7);
  }
}

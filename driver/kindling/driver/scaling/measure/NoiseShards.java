package kindling.driver.scaling.measure;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.shard.Shard;
import kindling.driver.dataset.ShardReport;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.dataset.cache.CachedBytes;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/** Shards of noise, which executors make for themselves: what images show changes no cost. */
final class NoiseShards {
  private NoiseShards() {}

  /** Of so many workers with so many images each, cached. */
  static JavaRDD<WorkerShard> of(
      JavaSparkContext spark,
      Architecture architecture,
      EngineRequest engine,
      int workers,
      int images) {
    List<Integer> numbers = IntStream.range(0, workers).boxed().toList();
    return spark
        .parallelize(numbers, workers)
        .map(worker -> shard(worker, architecture, engine, images))
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  private static WorkerShard shard(
      int worker, Architecture architecture, EngineRequest engine, int images) {
    Random random = new Random(worker);
    byte[][] pixels = new byte[images][architecture.input().size()];
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      random.nextBytes(pixels[i]);
      labels[i] = random.nextInt(architecture.classes());
    }
    int[] ids = IntStream.range(0, images).toArray();
    return new WorkerShard(
        worker, new Shard(architecture.input(), ids, labels, pixels), report(images, engine));
  }

  private static ShardReport report(int images, EngineRequest engine) {
    return new ShardReport(
        images,
        0,
        List.of(),
        0,
        null,
        null,
        null,
        CachedBytes.DECODED,
        Engines.offer(engine),
        null);
  }
}

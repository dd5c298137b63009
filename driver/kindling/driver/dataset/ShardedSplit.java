package kindling.driver.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import kindling.data.DataException;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;
import kindling.data.source.Example;
import kindling.data.source.Examples;
import kindling.data.source.ShardLoader;
import kindling.data.source.Sharding;
import kindling.data.source.Source;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One split of a dataset, dealt to the workers and cached in the executors as on-heap unsigned
 * bytes. Lives on the driver.
 *
 * @param shards each checked to be what was read at first; DataException in the task if not
 * @param cached what the executors keep
 * @param reports of the workers, in their order
 */
public record ShardedSplit(
    JavaRDD<WorkerShard> shards, JavaRDD<WorkerShard> cached, List<ShardReport> reports) {
  private static final Logger LOG = LoggerFactory.getLogger(ShardedSplit.class);
  private static final int NAMED_AT_MOST = 5;

  /** Shards that are cached. */
  public ShardedSplit(JavaRDD<WorkerShard> cached, List<ShardReport> reports) {
    this(cached, cached, reports);
  }

  /**
   * Deals a split and reads it, every worker its own shard.
   *
   * @param name of the split, for messages
   * @param workers that share the split, each at least one example
   * @param maxBadFraction share of unreadable images above which the run stops
   * @throws DataException when a shard cannot be read or too many images are bad
   */
  static ShardedSplit read(
      JavaSparkContext spark,
      Origin origin,
      String name,
      Examples examples,
      int workers,
      double maxBadFraction) {
    spark.setJobDescription("reading the " + name + " split");
    List<Dealt> dealt = dealt(spark, examples, workers, origin.seed());
    Source source = origin.source();
    ImageShape shape = origin.shape();
    Broadcast<Storage> storage = origin.storage();
    EngineRequest engine = origin.engine();
    JavaRDD<WorkerShard> shards =
        spark
            .parallelize(dealt, workers)
            .map(share -> load(share, source, shape, storage.value(), engine))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<ShardReport> reports = shards.map(WorkerShard::report).collect();
    // Executors are not to keep them; one that reads again fetches them from the driver.
    dealt.forEach(share -> share.examples().unpersist(true));
    ShardedSplit split = new ShardedSplit(shards, reports);
    split.check(name, maxBadFraction);
    LOG.info(
        "read the {} split: {} examples of {} workers, {} left out, digest {}",
        name,
        split.examples(),
        workers,
        split.badCount(),
        split.digest());
    return split.guarded(name);
  }

  /**
   * The examples that are dealt to a worker, fetched by the executor that reads them: every round's
   * tasks carry only this.
   */
  private record Dealt(int worker, Broadcast<Examples> examples) implements Serializable {}

  private static List<Dealt> dealt(
      JavaSparkContext spark, Examples examples, int workers, long seed) {
    List<Examples> shares = Sharding.deal(examples, workers, seed);
    List<Dealt> dealt = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      dealt.add(new Dealt(worker, spark.broadcast(shares.get(worker))));
    }
    return dealt;
  }

  /** Everything that reading needs beside the examples. */
  record Origin(
      Source source,
      ImageShape shape,
      Broadcast<Storage> storage,
      long seed,
      EngineRequest engine) {}

  /** Examples that each worker holds, in worker order. */
  public List<Integer> sizes() {
    return reports.stream().map(ShardReport::examples).toList();
  }

  /** Of all workers together. */
  public int examples() {
    return reports.stream().mapToInt(ShardReport::examples).sum();
  }

  int badCount() {
    return reports.stream().mapToInt(ShardReport::badCount).sum();
  }

  int turned() {
    return reports.stream().mapToInt(ShardReport::turned).sum();
  }

  /** A few of the images left out, with what is wrong. */
  List<String> bad() {
    return reports.stream().flatMap(r -> r.bad().stream()).limit(NAMED_AT_MOST).toList();
  }

  /** Of all workers together, from which the normalization is made. */
  public ChannelSums sums() {
    return merged(ShardReport::sums, ChannelSums::merge);
  }

  DatasetDigest digest() {
    return merged(ShardReport::digest, DatasetDigest::merge);
  }

  private <T> T merged(Function<ShardReport, T> part, BinaryOperator<T> merge) {
    return reports.stream().map(part).reduce(merge).orElseThrow();
  }

  private static WorkerShard load(
      Dealt share, Source source, ImageShape shape, Storage storage, EngineRequest request)
      throws IOException {
    EngineOffer engine = Engines.offer(request);
    try {
      List<Example> examples = share.examples().value();
      LOG.debug("worker {}: reading {} examples", share.worker(), examples.size());
      LoadedShard loaded = ShardLoader.load(source, storage, shape, examples);
      return new WorkerShard(
          share.worker(),
          loaded.shard(),
          new ShardReport(
              loaded.shard().size(),
              loaded.badCount(),
              loaded.bad(),
              loaded.turned(),
              loaded.sums(),
              loaded.digest(),
              null,
              engine));
    } catch (DataException e) {
      Shard nothing = new Shard(shape, new int[0], new int[0], new byte[0][]);
      return new WorkerShard(
          share.worker(),
          nothing,
          new ShardReport(0, 0, List.of(), 0, null, null, e.getMessage(), engine));
    }
  }

  /** The same, but a shard that is read again, its executor lost, must be what it was at first. */
  public ShardedSplit guarded(String name) {
    List<DatasetDigest> digests = new ArrayList<>();
    reports.forEach(report -> digests.add(report.digest()));
    return new ShardedSplit(
        shards.map(shard -> unchanged(shard, digests.get(shard.worker()), name)), cached, reports);
  }

  /** Lets the executors forget it; awaited, because Spark may be closed next. */
  public void release() {
    cached.unpersist(true);
  }

  private static WorkerShard unchanged(WorkerShard shard, DatasetDigest digest, String name) {
    if (!digest.equals(shard.report().digest())) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the %s split changed during the run: worker %d read its examples again and found digest"
                  + " %s, expected %s. Put the files back as they were and go on with --resume",
              name,
              shard.worker(),
              shard.report().digest(),
              digest));
    }
    return shard;
  }

  private void check(String name, double maxBadFraction) {
    for (ShardReport report : reports) {
      if (report.problem() != null) {
        throw new DataException(report.problem());
      }
    }
    int all = examples() + badCount();
    if (badCount() > maxBadFraction * all) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%,d of %,d images of the %s split cannot be used, more than data.max-bad-fraction ="
                  + " %s allows. Mend or remove them, or raise the fraction. Some of them:\n  - %s",
              badCount(),
              all,
              name,
              maxBadFraction,
              String.join("\n  - ", bad())));
    }
    for (int worker = 0; worker < reports.size(); worker++) {
      if (reports.get(worker).examples() == 0) {
        throw new DataException(
            "worker "
                + worker
                + " has no readable image of the "
                + name
                + " split; use fewer workers");
      }
    }
  }
}

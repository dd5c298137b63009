package kindling.driver.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.encoded.CopiedShare;
import kindling.data.encoded.EncodedShardLoader;
import kindling.data.encoded.LoadedShare;
import kindling.data.encoded.LocalDisk;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;
import kindling.data.source.Examples;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;
import kindling.data.source.Sharding;
import kindling.data.source.Source;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.dataset.cache.CachedBytes;
import kindling.driver.dataset.cache.FirstPass;
import kindling.driver.dataset.cache.KnownShard;
import kindling.driver.dataset.cache.LocalShares;
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
 * Deals splits to workers and reads them into the executors. Lives on the driver.
 *
 * @param seed of the dealing
 * @param engine what the executors that read are asked for
 * @param cache how they keep encoded images
 * @param maxBadFraction share of unreadable images above which the run stops
 * @param known of encoded images
 */
record SplitReader(
    JavaSparkContext spark,
    Source source,
    Broadcast<Storage> storage,
    long seed,
    EngineRequest engine,
    CacheSettings cache,
    double maxBadFraction,
    FirstPass known) {
  private static final Logger LOG = LoggerFactory.getLogger(SplitReader.class);

  /**
   * Deals a split and reads it, every worker its own shard.
   *
   * @param name of the split, for messages
   * @param workers that share the split, each at least one example
   * @param framing of the pictures
   * @param kind DECODED or ENCODED
   * @throws DataException when a shard cannot be read or too many images are bad
   */
  ShardedSplit read(
      String name,
      Examples examples,
      int workers,
      ShardLoader.Framed framing,
      CacheSettings.Kind kind) {
    spark.setJobDescription("reading the " + name + " split");
    List<Dealt> dealt = dealt(name, examples, workers);
    JavaRDD<Dealt> shares = spark.parallelize(dealt, workers);
    // Its own, whose end tells the executors that the split is released.
    Broadcast<Storage> held = spark.broadcast(storage.value());
    ShardedSplit split =
        kind == CacheSettings.Kind.ENCODED && source instanceof ImageFiles files
            ? encoded(shares, files, held, engine, cache, framing)
            : decoded(shares, source, held, engine, framing);
    // Executors are not to keep them; one that reads again fetches them from the driver.
    dealt.forEach(share -> share.examples().unpersist(true));
    split.check(name, maxBadFraction);
    if (source instanceof ImageFiles files && files.trusts(examples)) {
      split.requireAll(name);
      LOG.info("the files of the {} split say what its images are", name);
      split = split.trusting(examples.verified().orElseThrow());
    }
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
   *
   * @param known what is known of them, or null
   */
  private record Dealt(int worker, Broadcast<Examples> examples, KnownShard known)
      implements Serializable {}

  private List<Dealt> dealt(String name, Examples examples, int workers) {
    List<KnownShard> before = known.of(name, workers);
    List<Examples> shares = Sharding.deal(examples, workers, seed);
    List<Dealt> dealt = new ArrayList<>();
    for (int worker = 0; worker < workers; worker++) {
      dealt.add(
          new Dealt(
              worker,
              spark.broadcast(shares.get(worker)),
              before == null ? null : before.get(worker)));
    }
    return dealt;
  }

  /** Static, so that the tasks carry nothing of the driver's. */
  private static ShardedSplit decoded(
      JavaRDD<Dealt> shares,
      Source source,
      Broadcast<Storage> storage,
      EngineRequest engine,
      ShardLoader.Framed framing) {
    JavaRDD<WorkerShard> shards =
        shares
            .map(share -> shard(share, source, storage.value(), Engines.offer(engine), framing))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new ShardedSplit(
        shards, shards, shards.map(WorkerShard::report).collect(), null, storage);
  }

  private static WorkerShard shard(
      Dealt share, Source source, Storage storage, EngineOffer engine, ShardLoader.Framed framing)
      throws IOException {
    try {
      LOG.debug("worker {}: reading {} examples", share.worker, share.examples.value().size());
      LoadedShard loaded = ShardLoader.load(source, storage, share.examples.value(), framing);
      return new WorkerShard(share.worker, loaded.shard(), ShardReport.of(loaded, engine));
    } catch (DataException e) {
      return new WorkerShard(
          share.worker,
          Shard.empty(source.resizer().shape()),
          ShardReport.unreadable(e.getMessage(), engine));
    }
  }

  private static ShardedSplit encoded(
      JavaRDD<Dealt> shares,
      ImageFiles source,
      Broadcast<Storage> storage,
      EngineRequest engine,
      CacheSettings cache,
      ShardLoader.Framed framing) {
    String name = UUID.randomUUID().toString();
    JavaRDD<EncodedWorkerShare> cached =
        shares
            .map(
                share ->
                    share(
                        share,
                        name + "-" + share.worker,
                        source,
                        storage,
                        Engines.offer(engine),
                        cache,
                        framing))
            .persist(StorageLevel.MEMORY_AND_DISK());
    List<ShardReport> reports = cached.map(EncodedWorkerShare::report).collect();
    return new ShardedSplit(
        cached.map(share -> share.open(storage, cache)), cached, reports, null, storage);
  }

  private static EncodedWorkerShare share(
      Dealt share,
      String name,
      ImageFiles source,
      Broadcast<Storage> dataset,
      EngineOffer engine,
      CacheSettings cache,
      ShardLoader.Framed framing)
      throws IOException {
    Storage storage = dataset.value();
    BooleanSupplier wanted = LocalShares.wanted(dataset);
    try {
      LOG.debug("worker {}: copying {} examples", share.worker, share.examples.value().size());
      LocalDisk disk = LocalShares.disk(cache, share.worker);
      Examples examples = share.examples.value();
      if (source.trusts(examples)) {
        CopiedShare trusted =
            EncodedShardLoader.trust(source, storage, disk, examples, framing, wanted);
        LocalShares.add(name, trusted.local(), wanted);
        return new EncodedWorkerShare(
            name,
            share.worker,
            trusted.share(),
            trusted.local(),
            ShardReport.trusted(trusted.share(), engine));
      }
      if (share.known != null) {
        Optional<CopiedShare> copied =
            EncodedShardLoader.copy(source, storage, disk, examples, framing, share.known.share());
        if (copied.isPresent()) {
          LOG.info("worker {}: images copied, which an earlier start has decoded", share.worker);
          return kept(name, share, copied.get(), share.known, engine, wanted);
        }
      }
      LoadedShare loaded = EncodedShardLoader.load(source, storage, disk, examples, framing);
      return kept(
          name,
          share,
          new CopiedShare(loaded.share(), loaded.local()),
          KnownShard.of(loaded),
          engine,
          wanted);
    } catch (DataException e) {
      return new EncodedWorkerShare(
          name, share.worker, null, null, ShardReport.unreadable(e.getMessage(), engine));
    }
  }

  private static EncodedWorkerShare kept(
      String name,
      Dealt share,
      CopiedShare copied,
      KnownShard known,
      EngineOffer engine,
      BooleanSupplier wanted) {
    LocalShares.add(name, copied.local(), wanted);
    CachedBytes cached = new CachedBytes(copied.share().bytes(), copied.local().stored(), 0);
    return new EncodedWorkerShare(
        name, share.worker, copied.share(), copied.local(), ShardReport.of(known, cached, engine));
  }
}

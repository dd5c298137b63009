package kindling.driver.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import kindling.data.DataException;
import kindling.data.parquet.VerifiedImages;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.driver.dataset.cache.CachedBytes;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * One split of a dataset, dealt to the workers and kept by the executors: as on-heap unsigned
 * bytes, or encoded on their disks. Lives on the driver.
 *
 * @param shards each checked to be what was read at first; DataException in the task if not
 * @param cached what the executors keep
 * @param reports of the workers, in their order
 * @param verified what its files say of their images, or null where these were looked at
 * @param lease is destroyed when the split is released, or null
 */
public record ShardedSplit(
    JavaRDD<WorkerShard> shards,
    JavaRDD<?> cached,
    List<ShardReport> reports,
    VerifiedImages verified,
    Broadcast<?> lease) {
  private static final int NAMED_AT_MOST = 5;

  /** Shards that are cached. */
  public ShardedSplit(JavaRDD<WorkerShard> cached, List<ShardReport> reports) {
    this(cached, cached, reports, null, null);
  }

  /** The same by what its files say of their images. */
  ShardedSplit trusting(VerifiedImages images) {
    return new ShardedSplit(shards, cached, reports, images, lease);
  }

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

  CachedBytes cachedBytes() {
    return merged(ShardReport::cached, CachedBytes::plus);
  }

  /** Images that were turned upright; files that answer for their images do not tell. */
  int turned() {
    return verified != null ? 0 : reports.stream().mapToInt(ShardReport::turned).sum();
  }

  /** A few of the images left out, with what is wrong. */
  List<String> bad() {
    return reports.stream().flatMap(r -> r.bad().stream()).limit(NAMED_AT_MOST).toList();
  }

  /** Of all images, from which the normalization is made. */
  public ChannelSums sums() {
    return verified != null ? verified.sums() : merged(ShardReport::sums, ChannelSums::merge);
  }

  DatasetDigest digest() {
    return verified != null ? verified.digest() : merged(ShardReport::digest, DatasetDigest::merge);
  }

  private <T> T merged(Function<ShardReport, T> part, BinaryOperator<T> merge) {
    return reports.stream().map(part).reduce(merge).orElseThrow();
  }

  /** The same, but a shard that is read again, its executor lost, must be what it was at first. */
  public ShardedSplit guarded(String name) {
    List<DatasetDigest> digests = new ArrayList<>();
    reports.forEach(report -> digests.add(report.digest()));
    return new ShardedSplit(
        shards.map(shard -> unchanged(shard, digests.get(shard.worker()), name)),
        cached,
        reports,
        verified,
        lease);
  }

  /** Lets the executors forget it; awaited, because Spark may be closed next. */
  public void release() {
    cached.unpersist(true);
    if (lease != null) {
      lease.destroy();
    }
  }

  private static WorkerShard unchanged(WorkerShard shard, DatasetDigest digest, String name) {
    shard.report().requireRead();
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

  /** Refuses a split of which an image is left out, though its files say that none has to be. */
  void requireAll(String name) {
    if (badCount() > 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "%,d images of the %s split cannot be read, and could when it was prepared: copy its"
                  + " files again. Some of them:\n  - %s",
              badCount(),
              name,
              String.join("\n  - ", bad())));
    }
  }

  /** Refuses a split that cannot be used. */
  void check(String name, double maxBadFraction) {
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

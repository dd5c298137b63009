package kindling.driver.dataset;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import kindling.data.Storage;
import kindling.data.encoded.EncodedPictures;
import kindling.data.encoded.EncodedShare;
import kindling.data.encoded.LocalShare;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.dataset.cache.LocalShares;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.TaskCompletionListener;

/**
 * A logical worker's share of encoded images, as Spark caches it: where they are, and how reading
 * them went. The copy on the local disk is kept as long as this object is, and never travels.
 */
final class EncodedWorkerShare implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String name;
  private final int worker;
  private final EncodedShare share;
  private final ShardReport report;
  private transient volatile LocalShare local;

  /**
   * A share.
   *
   * @param name of the share among all of an application
   * @param share absent where it cannot be read
   */
  EncodedWorkerShare(
      String name, int worker, EncodedShare share, LocalShare local, ShardReport report) {
    this.name = name;
    this.worker = worker;
    this.share = share;
    this.local = local;
    this.report = report;
  }

  ShardReport report() {
    return report;
  }

  /**
   * The shard, whose pictures are decoded when they are asked for, until the task ends.
   *
   * @throws kindling.data.DataException where it cannot be read
   */
  WorkerShard open(Broadcast<Storage> dataset, CacheSettings cache) {
    Storage storage = dataset.value();
    report.requireRead();
    try {
      LocalShare here = local;
      if (here == null) {
        here =
            LocalShares.of(
                name, share, storage, LocalShares.disk(cache, worker), LocalShares.wanted(dataset));
        local = here;
      }
      EncodedPictures pictures = new EncodedPictures(share, here, storage, cache.decodeThreads());
      TaskContext.get().addTaskCompletionListener((TaskCompletionListener) task -> close(pictures));
      return new WorkerShard(worker, pictures.shard(), report);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(EncodedPictures pictures) {
    try {
      pictures.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package kindling.driver.dataset.cache;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import kindling.data.Storage;
import kindling.data.encoded.EncodedShardLoader;
import kindling.data.encoded.EncodedShare;
import kindling.data.encoded.LocalDisk;
import kindling.data.encoded.LocalShare;
import kindling.driver.config.settings.CacheSettings;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.BroadcastBlockId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local copies of shares in one executor, by name: where Spark gives a cached share to a task
 * as another object than before, or runs the task on another executor, the copy is found again, or
 * made from the source. Copies that nothing uses end with their last reference.
 */
public final class LocalShares {
  private static final Logger LOG = LoggerFactory.getLogger(LocalShares.class);
  private static final Map<String, Kept> COPIES = new ConcurrentHashMap<>();

  private static final AtomicLong TAKEN = new AtomicLong();

  private LocalShares() {}

  /**
   * A copy that is known.
   *
   * @param wanted whether its dataset is not released yet
   */
  private record Kept(SoftReference<LocalShare> copy, BooleanSupplier wanted) {}

  /**
   * Whether a dataset is not released yet.
   *
   * @param dataset a broadcast of its driver's, which is destroyed then, and whose value this
   *     executor has asked for
   */
  public static BooleanSupplier wanted(Broadcast<?> dataset) {
    BroadcastBlockId block = new BroadcastBlockId(dataset.id(), "");
    return () -> {
      SparkEnv spark = SparkEnv.get();
      return spark != null && spark.blockManager().getStatus(block).isDefined();
    };
  }

  /** The disk that this executor's Spark works on. */
  public static LocalDisk disk(CacheSettings cache, int worker) {
    SparkEnv spark = SparkEnv.get();
    SparkConf conf = spark.conf();
    java.io.File[] folders = spark.blockManager().diskBlockManager().localDirs();
    Path folder = folders[worker % folders.length].toPath();
    boolean encrypted = conf.getBoolean("spark.io.encryption.enabled", false);
    return new LocalDisk(
        folder,
        cache.disk() == 0 ? Long.MAX_VALUE : cache.disk(),
        encrypted ? LocalDisk.Protection.ENCRYPTED : LocalDisk.Protection.PLAIN,
        TAKEN);
  }

  /** Keeps a copy under a name. */
  public static void add(String name, LocalShare copy, BooleanSupplier wanted) {
    COPIES.values().removeIf(kept -> kept.copy.refersTo(null) || !kept.wanted.getAsBoolean());
    COPIES.put(name, new Kept(new SoftReference<>(copy), wanted));
  }

  /**
   * The copy of a name, made where there is none; DataException where the images are not what they
   * were.
   */
  public static LocalShare of(
      String name, EncodedShare share, Storage storage, LocalDisk disk, BooleanSupplier wanted)
      throws IOException {
    synchronized (name.intern()) {
      Kept known = COPIES.get(name);
      LocalShare copy = known == null ? null : known.copy.get();
      if (copy == null) {
        LOG.info("copying {} to the local disk: {} images", name, share.examples().size());
        copy = EncodedShardLoader.copy(share, storage, disk, wanted);
        add(name, copy, wanted);
      }
      return copy;
    }
  }
}

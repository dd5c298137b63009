package kindling.driver.dataset.cache;

import java.io.IOException;
import kindling.data.BadImageException;
import kindling.data.DataException;
import kindling.data.Seeds;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.data.source.ExampleReader;
import kindling.data.source.Examples;
import kindling.data.source.ImageFiles;
import kindling.data.source.ShardLoader;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.config.settings.Settings;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Chooses how executors keep a dataset's images where the settings leave it open; no result depends
 * on it. Runs on the driver.
 */
public final class CacheChoice {
  /** The share of the executors' storage memory that decoded images may take. */
  private static final double SHARE = 0.5;

  private static final int SAMPLED = 16;

  private CacheChoice() {}

  /**
   * DECODED or ENCODED.
   *
   * @param storage of the catalog
   */
  public static CacheSettings.Kind of(
      JavaSparkContext spark, Catalog catalog, Storage storage, Settings settings) {
    CacheSettings.Kind asked = settings.input().cache().kind();
    if (!(catalog.source() instanceof ImageFiles)) {
      return CacheSettings.Kind.DECODED;
    }
    if (asked != CacheSettings.Kind.AUTO) {
      return asked;
    }
    return decodedBytes(catalog, storage, settings) > SHARE * storageMemory(spark)
        ? CacheSettings.Kind.ENCODED
        : CacheSettings.Kind.DECODED;
  }

  private static long decodedBytes(Catalog catalog, Storage storage, Settings settings) {
    long fitted = catalog.shape().size();
    long training =
        settings.input().framed() == ShardLoader.Framed.AS_FOUND
            ? Math.max(fitted, meanSize(catalog, storage))
            : fitted;
    return catalog.training().size() * training
        + (catalog.validation().size() + (long) catalog.test().size()) * fitted;
  }

  /** Of the training pictures as they are found, by a sample that a seed of its own draws. */
  private static long meanSize(Catalog catalog, Storage storage) {
    Examples training = catalog.training();
    int[] order = Seeds.permutation(training.size(), Seeds.of(Seeds.SIZE_SAMPLE));
    long bytes = 0;
    int readable = 0;
    try (ExampleReader reader = catalog.source().open(storage)) {
      for (int i = 0; i < Math.min(SAMPLED, order.length); i++) {
        try {
          bytes += reader.read(training.get(order[i])).shape().size();
          readable++;
        } catch (BadImageException e) {
          // Counted where the split is read.
          continue;
        }
      }
    } catch (IOException e) {
      throw new DataException("cannot read the training images: " + Storage.reason(e), e);
    }
    return readable == 0 ? 0 : bytes / readable;
  }

  private static long storageMemory(JavaSparkContext spark) {
    SparkExecutorInfo[] executors = spark.sc().statusTracker().getExecutorInfos();
    long all = 0;
    for (SparkExecutorInfo executor : executors) {
      all += executor.totalOnHeapStorageMemory();
    }
    // The driver is among them, and keeps images where it is the only one.
    long driver = SparkEnv.get().memoryManager().maxOnHeapStorageMemory();
    return executors.length > 1 ? all - driver : all;
  }
}

package kindling.driver;

import kindling.data.Catalog;
import kindling.data.DataException;
import kindling.data.Storage;
import org.apache.spark.api.java.JavaSparkContext;

/** The three splits of a dataset, read and cached in the executors. Lives on the driver. */
record Dataset(ShardedSplit training, ShardedSplit validation, ShardedSplit test) {

  /**
   * Reads all three before training starts, so that bad data stops a run before it costs anything.
   *
   * @throws DataException when a split cannot be used
   */
  static Dataset read(JavaSparkContext spark, Catalog catalog, Storage storage, Settings settings) {
    ShardedSplit.Origin origin =
        new ShardedSplit.Origin(
            catalog.source(),
            catalog.shape(),
            spark.broadcast(storage),
            settings.workers(),
            settings.seed(),
            settings.engine());
    requireNotEmpty("validation", catalog.validation().size(), "raise data.validation-fraction");
    requireNotEmpty("test", catalog.test().size(), "raise data.test-fraction");
    double maxBad = settings.maxBadFraction();
    return new Dataset(
        ShardedSplit.read(spark, origin, "training", catalog.training(), maxBad),
        ShardedSplit.read(spark, origin, "validation", catalog.validation(), maxBad),
        ShardedSplit.read(spark, origin, "test", catalog.test(), maxBad));
  }

  private static void requireNotEmpty(String split, int size, String advice) {
    if (size == 0) {
      throw new DataException(
          "the " + split + " split is empty: the dataset is too small for it; " + advice);
    }
  }

  String digest() {
    return training.digest() + "-" + validation.digest() + "-" + test.digest();
  }

  void describe(Console console) {
    console.remark(
        "read %,d training, %,d validation and %,d test images",
        training.examples(), validation.examples(), test.examples());
    for (ShardedSplit split : new ShardedSplit[] {training, validation, test}) {
      if (split.badCount() > 0) {
        console.warn(split.badCount() + " images left out: " + String.join("; ", split.bad()));
      }
    }
  }
}

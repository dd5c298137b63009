package kindling.driver;

import java.util.List;
import java.util.stream.Stream;
import kindling.data.Catalog;
import kindling.data.DataException;
import kindling.data.Example;
import kindling.data.Storage;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import org.apache.spark.api.java.JavaSparkContext;

/** The three splits of a dataset, read and cached in the executors. Lives on the driver. */
record Dataset(ShardedSplit training, ShardedSplit validation, ShardedSplit test) {

  /**
   * Reads all three before training starts, so that bad data stops a run before it costs anything.
   *
   * @param engine what the executors that read are asked for
   * @throws DataException when a split cannot be used
   */
  static Dataset read(
      JavaSparkContext spark,
      Catalog catalog,
      Storage storage,
      Settings settings,
      EngineRequest engine) {
    ShardedSplit.Origin origin =
        new ShardedSplit.Origin(
            catalog.source(), catalog.shape(), spark.broadcast(storage), settings.seed(), engine);
    requireNotEmpty("validation", catalog.validation().size(), "raise data.validation-fraction");
    requireNotEmpty("test", catalog.test().size(), "raise data.test-fraction");
    return new Dataset(
        ShardedSplit.read(
            spark,
            origin,
            "training",
            catalog.training(),
            settings.workers(),
            settings.maxBadFraction()),
        scored(spark, origin, "validation", catalog.validation(), settings),
        scored(spark, origin, "test", catalog.test(), settings));
  }

  /** A split that is only scored; with fewer examples than workers, some workers have none. */
  private static ShardedSplit scored(
      JavaSparkContext spark,
      ShardedSplit.Origin origin,
      String name,
      List<Example> examples,
      Settings settings) {
    int workers = Math.min(settings.workers(), examples.size());
    return ShardedSplit.read(spark, origin, name, examples, workers, settings.maxBadFraction());
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

  /** What the executors that read the splits compute with. */
  List<EngineOffer> offers() {
    return Stream.of(training, validation, test)
        .flatMap(split -> split.reports().stream())
        .map(ShardReport::engine)
        .distinct()
        .toList();
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

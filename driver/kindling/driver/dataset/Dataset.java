package kindling.driver.dataset;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.data.source.Examples;
import kindling.driver.config.settings.Settings;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import org.apache.spark.api.java.JavaSparkContext;

/** The three splits of a dataset, read and cached in the executors. Lives on the driver. */
public record Dataset(ShardedSplit training, ShardedSplit validation, ShardedSplit test)
    implements AutoCloseable {

  /**
   * Reads all three before training starts, so that bad data stops a run before it costs anything.
   *
   * @param engine what the executors that read are asked for
   * @throws DataException when a split cannot be used
   */
  public static Dataset read(
      JavaSparkContext spark,
      Catalog catalog,
      Storage storage,
      Settings settings,
      EngineRequest engine) {
    ShardedSplit.Origin origin = origin(spark, catalog, storage, settings, engine);
    requireNotEmpty(catalog, Split.VALIDATION);
    requireNotEmpty(catalog, Split.TEST);
    return new Dataset(
        ShardedSplit.read(
            spark,
            origin,
            Split.TRAINING.title(),
            catalog.training(),
            settings.workload().workers(),
            settings.input().maxBadFraction()),
        scored(spark, origin, catalog, Split.VALIDATION, settings),
        scored(spark, origin, catalog, Split.TEST, settings));
  }

  /**
   * Reads one split, to be scored.
   *
   * @param engine what the executors that read are asked for
   * @throws DataException when it cannot be used
   */
  public static ShardedSplit read(
      JavaSparkContext spark,
      Catalog catalog,
      Split split,
      Storage storage,
      Settings settings,
      EngineRequest engine) {
    requireNotEmpty(catalog, split);
    return scored(
        spark, origin(spark, catalog, storage, settings, engine), catalog, split, settings);
  }

  private static ShardedSplit.Origin origin(
      JavaSparkContext spark,
      Catalog catalog,
      Storage storage,
      Settings settings,
      EngineRequest engine) {
    return new ShardedSplit.Origin(
        catalog.source(), catalog.shape(), spark.broadcast(storage), settings.seed(), engine);
  }

  /** With fewer examples than workers, some workers have none. */
  private static ShardedSplit scored(
      JavaSparkContext spark,
      ShardedSplit.Origin origin,
      Catalog catalog,
      Split split,
      Settings settings) {
    Examples examples = split.examples(catalog);
    int workers = Math.min(settings.workload().workers(), examples.size());
    return ShardedSplit.read(
        spark, origin, split.title(), examples, workers, settings.input().maxBadFraction());
  }

  private static void requireNotEmpty(Catalog catalog, Split split) {
    if (split.examples(catalog).isEmpty()) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "the %s split is empty: the dataset is too small for it; %s",
              split.title(),
              split.advice()));
    }
  }

  /** Lets the executors forget it: other runs follow in the same application. */
  @Override
  public void close() {
    training.release();
    validation.release();
    test.release();
  }

  /** Of all examples' labels and pixels; the same however they are dealt. */
  public String digest() {
    return training.digest() + "-" + validation.digest() + "-" + test.digest();
  }

  /** What the executors that read the splits compute with. */
  public List<EngineOffer> offers() {
    return Stream.of(training, validation, test)
        .flatMap(split -> split.reports().stream())
        .map(ShardReport::engine)
        .distinct()
        .toList();
  }

  /** What became of the files, the splits in the order of training, validation and test. */
  public DataReport report(Catalog catalog) {
    Map<Split, ShardedSplit> read = new EnumMap<>(Split.class);
    read.put(Split.TRAINING, training);
    read.put(Split.VALIDATION, validation);
    read.put(Split.TEST, test);
    return DataReport.of(catalog, read);
  }

  /** The images that could not be used, a line for each split that has any. */
  public List<String> warnings() {
    return Stream.of(training, validation, test)
        .filter(split -> split.badCount() > 0)
        .map(split -> split.badCount() + " images left out: " + String.join("; ", split.bad()))
        .toList();
  }
}

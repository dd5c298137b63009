package kindling.driver.dataset;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.data.source.Examples;
import kindling.data.source.ShardLoader;
import kindling.driver.config.settings.CacheSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.cache.CacheChoice;
import kindling.driver.dataset.cache.CachedBytes;
import kindling.driver.dataset.cache.FirstPass;
import kindling.driver.dataset.cache.KnownShard;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import org.apache.spark.api.java.JavaSparkContext;

/** The three splits of a dataset, read and cached in the executors. Lives on the driver. */
public record Dataset(ShardedSplit training, ShardedSplit validation, ShardedSplit test)
    implements AutoCloseable {

  /**
   * Reads all three before training starts, so that bad data stops a run before it costs anything;
   * but for a prepared set that is kept encoded, whose files answer for their images.
   *
   * @param engine what the executors that read are asked for
   * @param known what an earlier start has found
   * @throws DataException when a split cannot be used
   */
  public static Dataset read(
      JavaSparkContext spark,
      Catalog catalog,
      Storage storage,
      Settings settings,
      EngineRequest engine,
      FirstPass known) {
    SplitReader reader = reader(spark, catalog, storage, settings, engine, known);
    CacheSettings.Kind kind = CacheChoice.of(spark, catalog, storage, settings);
    requireNotEmpty(catalog, Split.VALIDATION);
    requireNotEmpty(catalog, Split.TEST);
    return new Dataset(
        reader.read(
            Split.TRAINING.title(),
            catalog.training(),
            settings.workload().workers(),
            settings.input().framed(),
            kind),
        scored(reader, catalog, Split.VALIDATION, settings, kind),
        scored(reader, catalog, Split.TEST, settings, kind));
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
        reader(spark, catalog, storage, settings, engine, FirstPass.NONE),
        catalog,
        split,
        settings,
        CacheChoice.of(spark, catalog, storage, settings));
  }

  private static SplitReader reader(
      JavaSparkContext spark,
      Catalog catalog,
      Storage storage,
      Settings settings,
      EngineRequest engine,
      FirstPass known) {
    return new SplitReader(
        spark,
        catalog.source(),
        spark.broadcast(storage),
        settings.seed(),
        engine,
        settings.input().cache(),
        settings.input().maxBadFraction(),
        known);
  }

  /** With fewer examples than workers, some workers have none. */
  private static ShardedSplit scored(
      SplitReader reader,
      Catalog catalog,
      Split split,
      Settings settings,
      CacheSettings.Kind kind) {
    Examples examples = split.examples(catalog);
    int workers = Math.min(settings.workload().workers(), examples.size());
    return reader.read(split.title(), examples, workers, ShardLoader.Framed.FOR_SCORING, kind);
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

  /** Whether files answer for images, in whatever split, which nobody need have looked at. */
  public boolean isTrusted() {
    return Stream.of(training, validation, test).anyMatch(split -> split.verified() != null);
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

  /** What a later start need not find again; empty where the images are kept as pixels. */
  public FirstPass firstPass() {
    Map<String, List<KnownShard>> known = new TreeMap<>();
    Map.of(Split.TRAINING, training, Split.VALIDATION, validation, Split.TEST, test)
        .forEach(
            (split, read) -> {
              List<KnownShard> shards =
                  read.reports().stream().map(ShardReport::known).filter(Objects::nonNull).toList();
              if (!shards.isEmpty()) {
                known.put(split.title(), shards);
              }
            });
    return new FirstPass(known);
  }

  /** How the executors keep the images, where that is not as pixels in memory. */
  public Optional<String> cache() {
    CachedBytes all =
        Stream.of(training, validation, test)
            .map(ShardedSplit::cachedBytes)
            .reduce(CachedBytes::plus)
            .orElseThrow();
    if (all.encoded() == 0) {
      return Optional.empty();
    }
    if (all.later() > 0) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "cache: about %,d bytes of encoded images, copied to the executors' disks while"
                  + " training begins as far as there is room, decoded ahead of the steps",
              all.encoded()));
    }
    long again = all.encoded() - all.local();
    return Optional.of(
        String.format(
            Locale.ROOT,
            "cache: %,d bytes of encoded images on the executors' disks, decoded ahead of the steps%s",
            all.local(),
            again == 0
                ? ""
                : String.format(
                    Locale.ROOT,
                    "; %,d bytes that data.disk or the disks have no room for are read from their"
                        + " source again in each epoch",
                    again)));
  }

  /** The images that could not be used, a line for each split that has any. */
  public List<String> warnings() {
    return Stream.of(training, validation, test)
        .filter(split -> split.badCount() > 0)
        .map(split -> split.badCount() + " images left out: " + String.join("; ", split.bad()))
        .toList();
  }
}

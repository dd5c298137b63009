package kindling.driver.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.data.source.Catalog;
import kindling.data.source.Recoding;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.SparkDirectories;
import kindling.driver.dataset.Split;
import kindling.driver.run.checkpoint.Provenance;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Prepares a dataset: its splits, the source's own or cut as training cuts them, become shuffled
 * Parquet shards. What a killed preparation has written stays, and the rest is the same bytes.
 * Lives on the driver.
 *
 * @param target the folder that the set goes into
 * @param imagesPerShard at most
 */
public record Preparation(
    JavaSparkContext spark,
    Settings settings,
    String target,
    Recoding recoding,
    int imagesPerShard,
    Console console) {
  private static final int NAMED_AT_MOST = 5;

  /**
   * Prepares the set, or finds that it is there.
   *
   * @throws DataException where the source cannot be read, or too much of it is unreadable
   * @throws kindling.driver.run.folder.RunFolderException where the folder holds something else
   */
  public void run() throws Exception {
    Storage storage = new Storage(spark.hadoopConfiguration());
    Catalog catalog = Catalog.open(settings.input().source(), storage, new SparkDirectories(spark));
    console.remark("%s", catalog.description());
    catalog.inventory().notes().forEach(note -> console.remark("%s", note));
    String source = source(storage);
    List<PreparedSplit> splits = splits(catalog);
    PreparedFolder folder = new PreparedFolder(storage.qualify(target), storage);
    Recipe recipe = Recipe.of(source, splits, recoding, imagesPerShard, settings);
    if (folder.begin(recipe)) {
      console.result("%s is prepared already: %s", folder.root(), folder.manifest());
      return;
    }
    Broadcast<Storage> shared = spark.broadcast(storage);
    ImageReading reading = new ImageReading(catalog.source(), source, recoding, shared);
    ShardWriting writing = new ShardWriting(folder.root().toString(), catalog.classes(), shared);
    List<Manifest.SplitPart> parts = new ArrayList<>();
    for (PreparedSplit split : splits) {
      List<WrittenShard> written = written(new SplitJob(spark, split, reading, writing), folder);
      check(split, written, folder);
      parts.add(Manifest.SplitPart.of(split, written, catalog.classes().size()));
    }
    folder.finish(
        new Manifest(
            Provenance.build().getProperty("git.build.version", "unknown"),
            recipe,
            catalog.classes(),
            parts,
            Manifest.reasons(catalog.inventory().beside())));
    parts.forEach(part -> console.result("%s", line(part)));
    console.result("%s", folder.manifest());
  }

  private String source(Storage storage) {
    String path = settings.input().source().path();
    return path.isEmpty() ? "generated" : storage.qualify(path).toString();
  }

  private List<PreparedSplit> splits(Catalog catalog) {
    List<PreparedSplit> splits = new ArrayList<>();
    for (Split split : Split.values()) {
      boolean again = split == Split.TEST && catalog.test() == catalog.validation();
      if (!split.examples(catalog).isEmpty() && !again) {
        splits.add(
            PreparedSplit.of(
                split == Split.TRAINING ? "train" : split.title(),
                split.files(catalog.inventory()),
                split.examples(catalog),
                settings.seed(),
                imagesPerShard));
      }
    }
    return splits;
  }

  /** All shards of a split, of which those that are not there yet are written. */
  private List<WrittenShard> written(SplitJob job, PreparedFolder folder) throws Exception {
    PreparedSplit split = job.split();
    List<WrittenShard> all = new ArrayList<>();
    List<Integer> missing = new ArrayList<>();
    for (int shard = 0; shard < split.shards(); shard++) {
      all.add(folder.written(split.file(shard)).orElse(null));
      if (all.get(shard) == null) {
        missing.add(shard);
      }
    }
    if (missing.size() < split.shards()) {
      console.remark(
          "%s: %,d of %,d shards are there already",
          split.name(), split.shards() - missing.size(), split.shards());
    }
    if (!missing.isEmpty()) {
      PreparationPace pace =
          new PreparationPace(
              split.name(),
              (long) split.examples().size() * missing.size() / split.shards(),
              Stopwatch.start(),
              console);
      List<WrittenShard> written = job.write(missing, pace);
      for (int i = 0; i < written.size(); i++) {
        all.set(missing.get(i), written.get(i));
      }
      pace.end(written);
    }
    return all;
  }

  /** Shards that lack images are written again at the next start: someone may mend the files. */
  private void check(PreparedSplit split, List<WrittenShard> written, PreparedFolder folder)
      throws IOException {
    List<ShardSummary.Unreadable> bad =
        written.stream().flatMap(shard -> shard.summary().unreadable().stream()).toList();
    if (bad.size() <= settings.input().maxBadFraction() * split.examples().size()) {
      return;
    }
    for (WrittenShard shard : written) {
      if (!shard.summary().unreadable().isEmpty()) {
        folder.remove(shard);
      }
    }
    throw new DataException(
        String.format(
            Locale.ROOT,
            "%,d of %,d images of the %s split cannot be used, more than data.max-bad-fraction = %s"
                + " allows. Mend or remove them, or raise the fraction, and start again. Some of"
                + " them:\n  - %s",
            bad.size(),
            split.examples().size(),
            split.name(),
            settings.input().maxBadFraction(),
            bad.stream()
                .limit(NAMED_AT_MOST)
                .map(image -> image.place() + ": " + image.reason())
                .collect(Collectors.joining("\n  - "))));
  }

  private static String line(Manifest.SplitPart part) {
    return String.format(
        Locale.ROOT,
        "%s: %,d images, %.1f MB in %,d shards, from %s%s",
        part.split(),
        part.images(),
        part.imageBytes() / 1e6,
        part.shards().size(),
        part.origin(),
        part.unreadable().isEmpty()
            ? ""
            : String.format(Locale.ROOT, "; %,d unreadable, left out", part.unreadable().size()));
  }
}

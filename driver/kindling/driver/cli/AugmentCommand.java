package kindling.driver.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.augment.Augmentation;
import kindling.data.shard.LoadedShard;
import kindling.data.shard.Shard;
import kindling.data.source.Catalog;
import kindling.data.source.Example;
import kindling.data.source.ShardLoader;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ExperimentFile;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.report.augmentation.AugmentationCost;
import kindling.driver.report.augmentation.AugmentedViews;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling augment}: shows what augmentation makes of a few images, and what it costs. */
@Command(
    name = "augment",
    description =
        "Draws a few training images as training shows them, with each change by itself, and"
            + " measures what each costs. Needs no cluster.",
    mixinStandardHelpOptions = true)
final class AugmentCommand implements Callable<Integer> {
  private static final int MEASURED = 256;

  @Mixin private ExperimentFile experiment;

  @Option(
      names = "--out",
      paramLabel = "PNG",
      defaultValue = "augmentation.png",
      description = "the picture, a local file (default: ${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--examples",
      paramLabel = "N",
      defaultValue = "8",
      description = "rows of the picture, each an image (default: ${DEFAULT-VALUE})")
  private int examples;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "5",
      description = "whose views are shown (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--measurements",
      paramLabel = "N",
      defaultValue = "5",
      description = "of each cost; 0: none is measured (default: ${DEFAULT-VALUE})")
  private int measurements;

  @Override
  public Integer call() throws IOException {
    if (examples < 1 || examples > MEASURED || epochs < 1 || epochs > 100 || measurements < 0) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "expected --examples from 1 to %d, --epochs from 1 to 100 and --measurements of at least"
                  + " 0, found %d, %d and %d",
              MEASURED,
              examples,
              epochs,
              measurements));
    }
    Settings settings = experiment.settings();
    Console console = new Terminal();
    Storage storage = new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    Catalog catalog = Catalog.open(settings.input().source(), storage);
    console.remark("data: %s", catalog.description());
    LoadedShard loaded = load(catalog, storage, settings.input().framed());
    Normalization normalization =
        settings.input().normalization().orElseGet(() -> loaded.sums().normalization());
    Augmentation augmentation = settings.input().augmentation().build();
    write(
        new AugmentedViews(
            few(loaded.shard(), examples),
            catalog.classes(),
            normalization,
            augmentation,
            settings.seed()));
    console.remark("picture: %s", out.toAbsolutePath());
    if (measurements > 0) {
      measure(loaded.shard(), normalization, augmentation, console);
    }
    return ExitCode.OK;
  }

  /** Training examples from all of the list, which may be sorted by class. */
  private static LoadedShard load(Catalog catalog, Storage storage, ShardLoader.Framed framed) {
    List<Example> all = catalog.training();
    int count = Math.min(MEASURED, all.size());
    return ShardLoader.sample(
        catalog.source(),
        storage,
        IntStream.range(0, count).mapToObj(i -> all.get(spread(i, count, all.size()))).toList(),
        framed);
  }

  /** Examples of as many classes as there are, the first of each before the second of any. */
  private static Shard few(Shard shard, int examples) {
    Map<Integer, Integer> met = new HashMap<>();
    int[] turns =
        IntStream.of(shard.labels()).map(label -> met.merge(label, 1, Integer::sum)).toArray();
    int[] rows =
        IntStream.range(0, shard.size())
            .boxed()
            .sorted(Comparator.comparing(row -> turns[row]))
            .limit(examples)
            .mapToInt(Integer::intValue)
            .toArray();
    return shard.select(rows);
  }

  private static int spread(int i, int count, int size) {
    return (int) ((long) i * size / count);
  }

  private void write(AugmentedViews views) {
    try {
      Files.write(out, views.sheet(epochs).png());
    } catch (IOException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT, "--out: cannot write %s: %s", out.toAbsolutePath(), Storage.reason(e)));
    } catch (InternalError | LinkageError e) {
      // What Java throws, by its version, where it has nothing to write text with.
      throw new ConfigurationException(
          "--out: expected a font and fontconfig on this machine, to label the picture (Debian:"
              + " apt-get install fonts-dejavu-core fontconfig), found: "
              + e.getMessage());
    }
  }

  private void measure(
      Shard shard, Normalization normalization, Augmentation augmentation, Console console) {
    console.result(
        "microseconds per image of %s on one thread, normalization included: median of %d (range)",
        shard.shape(), measurements);
    Map<String, Augmentation> rows = new LinkedHashMap<>();
    rows.put("as it is", Augmentation.NONE);
    augmentation.parts().forEach(part -> rows.put(part.title(), part));
    if (augmentation.parts().size() > 1) {
      rows.put("all", augmentation);
    }
    Iterator<AugmentationCost> costs =
        AugmentationCost.of(shard, normalization, List.copyOf(rows.values()), measurements)
            .iterator();
    rows.keySet().forEach(title -> row(console, title, costs.next()));
  }

  private static void row(Console console, String title, AugmentationCost cost) {
    console.result("%-16s  %8.2f  (%.2f to %.2f)", title, cost.median(), cost.least(), cost.most());
  }
}

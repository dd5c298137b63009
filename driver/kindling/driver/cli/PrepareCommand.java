package kindling.driver.cli;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.data.source.Recoding;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.SetOption;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.prepare.Preparation;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling prepare}: any source as shuffled Parquet shards. */
@Command(
    name = "prepare",
    description =
        "Writes a dataset of any format as shuffled Parquet shards with a manifest, which training"
            + " and Hugging Face's datasets read. What was killed goes on where it is started again.",
    mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "SRC", description = "where the dataset is: data.path")
  private String source;

  @Parameters(index = "1", paramLabel = "DST", description = "the folder that the set goes into")
  private String target;

  @Option(
      names = "--resize",
      paramLabel = "SHORT",
      description = "scale images whose short side is longer down to it, and encode them as JPEG")
  private Optional<Integer> resize = Optional.empty();

  @Option(
      names = "--quality",
      paramLabel = "Q",
      description =
          "of JPEG, 1 to 100 (default: 90); where it is given, images that are not scaled are"
              + " encoded anew too")
  private Optional<Integer> quality = Optional.empty();

  @Option(
      names = "--shard-images",
      paramLabel = "N",
      defaultValue = "4096",
      description = "images of a shard at most (default: ${DEFAULT-VALUE})")
  private int shardImages;

  @Mixin private SetOption set;
  @Mixin private MasterOption master;

  @Override
  public Integer call() throws Exception {
    List<String> settings = new ArrayList<>(set.overrides());
    settings.add("data.path=" + source);
    Settings read = SettingsFile.read("prepare", source, ConfigFactory.empty(), settings);
    check();
    Console console = new Terminal();
    try (JavaSparkContext spark = master.openForImages(read, console)) {
      Recoding recoding =
          new Recoding(
              resize.orElse(Recoding.NONE.shortSide()),
              quality.orElse(Recoding.NONE.quality()),
              quality.isPresent());
      new Preparation(spark, read, target, recoding, shardImages, console).run();
    }
    return ExitCode.OK;
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    if (resize.filter(side -> side < 1).isPresent()) {
      problems.add("--resize: expected pixels, 1 or more, found " + resize.get());
    }
    if (quality.filter(q -> q < 1 || q > 100).isPresent()) {
      problems.add("--quality: expected 1 to 100, found " + quality.get());
    }
    if (shardImages < 1) {
      problems.add("--shard-images: expected 1 or more, found " + shardImages);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }
}

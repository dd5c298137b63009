package kindling.driver.cli.weights;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.data.DataException;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.ClassesOption;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.SetOption;
import kindling.driver.cli.options.WeightsConfig;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.predict.OutputFormat;
import kindling.driver.predict.PredictionColumns;
import kindling.driver.predict.PredictionNetwork;
import kindling.driver.predict.PredictionStream;
import kindling.driver.predict.PredictionStream.Arrival;
import kindling.driver.predict.Predictions;
import kindling.driver.predict.SingleImages;
import kindling.model.inference.Classifier.Outputs;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling predict}: what weights say of images. */
@Command(
    name = "predict",
    description =
        "Classifies images: a few on the command line, all of a source as a Spark job, or those"
            + " that arrive in a folder.",
    mixinStandardHelpOptions = true)
public final class PredictCommand implements Callable<Integer> {
  /** Where the images of a run lay and how; others lie as they lie. */
  private static final List<String> OF_THE_RUNS_DATA =
      List.of("data.path", "data.format", "data.shapes", "data.parquet", "data.cifar100");

  private static final int BARS = 5;

  @Parameters(
      index = "0",
      paramLabel = "WEIGHTS",
      description =
          "a run folder, whose settings are taken, or a safetensors, PyTorch or Keras file")
  private String weights;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "IMAGE",
      description = "images to classify here, without Spark; five bars each")
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--data",
      paramLabel = "SRC",
      description =
          "images with labels or without: folders, archives, Parquet, WebDataset, CIFAR, IDX")
  private Optional<String> data = Optional.empty();

  @Option(names = "--out", paramLabel = "DST", description = "a new folder for the predictions")
  private Optional<String> out = Optional.empty();

  @Option(
      names = "--format",
      defaultValue = "parquet",
      description = "parquet or csv (default: ${DEFAULT-VALUE})")
  private OutputFormat format;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "5",
      description = "how many probabilities of an image (default: ${DEFAULT-VALUE})")
  private int top;

  @Option(names = "--all", description = "the probabilities of all classes")
  private boolean all;

  @Option(
      names = "--features",
      description = "the embedding too: what the network's last linear layer takes")
  private boolean features;

  @Option(
      names = "--stream",
      description = "go on with the images that arrive in SRC, a folder, until told to end")
  private boolean stream;

  @Option(names = "--once", description = "with --stream: end with the images that are there")
  private boolean once;

  @Option(names = "--architecture", description = "of the weights, such as resnet20")
  private Optional<String> architecture = Optional.empty();

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description =
          "of the weights that are meant, where the file holds several, such as model_ema")
  private Optional<String> key = Optional.empty();

  @Mixin private ClassesOption classes;
  @Mixin private SetOption set;
  @Mixin private MasterOption master;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    check();
    Storage storage = new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    List<String> overrides = new ArrayList<>();
    architecture.ifPresent(name -> overrides.add("architecture=" + name));
    overrides.add("data.path=" + data.orElseGet(() -> images.get(0)));
    overrides.addAll(set.overrides());
    overrides.add("init.from=" + weights);
    overrides.add("init.key=" + key.orElse(""));
    overrides.add("init.partial=false");
    Settings settings = SettingsFile.read("predict", weights, base(storage), overrides);
    Console console = new Terminal();
    if (data.isEmpty()) {
      return bars(settings, storage, console);
    }
    PredictionColumns columns =
        new PredictionColumns(
            all ? PredictionColumns.ALL : top,
            features ? Outputs.LOGITS_AND_FEATURES : Outputs.LOGITS);
    try (JavaSparkContext spark = master.open(settings, console)) {
      PredictionNetwork network =
          PredictionNetwork.of(
              settings, classes.names(storage), new Storage(spark.hadoopConfiguration()), console);
      if (stream) {
        new PredictionStream(
                spark, settings, network, columns, once ? Arrival.ONCE : Arrival.ALWAYS, console)
            .run(out.orElseThrow());
      } else {
        Predictions.Result result =
            new Predictions(spark, settings, network, columns, format, console)
                .run(out.orElseThrow());
        result.show(console);
        json.print(result::json, console);
      }
    }
    return 0;
  }

  private void check() {
    List<String> problems = new ArrayList<>();
    if (data.isPresent() != out.isPresent()) {
      problems.add(
          "expected --data SRC and --out DST together, found only "
              + (data.isPresent() ? "--data" : "--out"));
    }
    if (data.isPresent() != images.isEmpty()) {
      problems.add(
          "expected images on the command line, or --data SRC with --out DST; found "
              + (images.isEmpty() ? "neither" : "both"));
    }
    if (top < 1) {
      problems.add("--top: expected 1 or more, found " + top);
    }
    if (stream && format != OutputFormat.PARQUET) {
      problems.add("--stream: expected --format parquet, which holds each image once; found csv");
    }
    if (once && !stream) {
      problems.add("--once: expected --stream with it, found none");
    }
    if (stream && data.isEmpty()) {
      problems.add("--stream: expected --data with a folder, found none");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private int bars(Settings settings, Storage storage, Console console) {
    PredictionNetwork network =
        PredictionNetwork.of(settings, classes.names(storage), storage, console);
    List<SingleImages.Seen> seen = new SingleImages(settings, network).classify(images);
    int shown = all ? PredictionColumns.ALL : Math.min(top, BARS);
    for (SingleImages.Seen image : seen) {
      image
          .prediction()
          .ifPresentOrElse(
              prediction ->
                  PredictionBars.lines(image.path(), prediction.top(shown))
                      .forEach(line -> console.result("%s", line)),
              () -> console.warn(image.path() + ": " + image.error()));
    }
    json.print(() -> PredictionBars.json(seen, shown), console);
    long unreadable = seen.stream().filter(image -> image.prediction().isEmpty()).count();
    if (unreadable > 0) {
      throw new DataException(
          String.format(
              Locale.ROOT,
              "expected images that can be read, found %d of %d that cannot",
              unreadable,
              seen.size()));
    }
    return 0;
  }

  /** The settings of the run that the weights are of; none where they are a file. */
  private Config base(Storage storage) {
    Config config = WeightsConfig.of(weights, storage);
    for (String path : OF_THE_RUNS_DATA) {
      config = config.withoutPath(path);
    }
    return config;
  }
}

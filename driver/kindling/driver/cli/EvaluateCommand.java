package kindling.driver.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kindling.data.Storage;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.JsonOption;
import kindling.driver.cli.options.MasterOption;
import kindling.driver.cli.options.SetOption;
import kindling.driver.cli.options.WeightsConfig;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.dataset.Split;
import kindling.driver.evaluate.Evaluation;
import kindling.driver.evaluate.EvaluationResult;
import kindling.driver.evaluate.PairedEvaluation;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kindling evaluate}: scores weights on a split of a dataset. */
@Command(
    name = "evaluate",
    description = "Scores a run's final weights, or a file of weights, on a split of a dataset.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "WEIGHTS",
      description =
          "a run folder, whose settings are taken, or a safetensors, PyTorch, Keras or ONNX file")
  private String weights;

  @Option(names = "--architecture", description = "of the weights, such as resnet20")
  private Optional<String> architecture = Optional.empty();

  @Option(names = "--data", description = "where the dataset is: data.path")
  private Optional<String> data = Optional.empty();

  @Mixin private SetOption set;

  @Option(
      names = "--split",
      defaultValue = "test",
      description = "training, validation or test (default: ${DEFAULT-VALUE})")
  private Split split;

  @Option(
      names = "--key",
      paramLabel = "NAME",
      description =
          "of the weights that are meant, where the file holds several, such as model_ema")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--partial",
      description = "score with fresh values in the places of tensors that do not fit")
  private boolean partial;

  @Option(
      names = "--by-class",
      description = "precision, recall and F1 of every class, with their 95 %% intervals")
  private boolean byClass;

  @Option(
      names = "--compare",
      paramLabel = "OTHER",
      description = "weights to score on the same examples, and whether the two differ")
  private Optional<String> other = Optional.empty();

  @Mixin private MasterOption master;
  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    Settings settings = settings(weights);
    Optional<Settings> others = other.map(this::settings);
    Console console = new Terminal();
    try (JavaSparkContext spark = master.open(settings, console)) {
      Evaluation evaluation = new Evaluation(spark, settings, split, console);
      if (others.isPresent()) {
        PairedEvaluation both =
            PairedEvaluation.run(evaluation, new Evaluation(spark, others.get(), split, console));
        both.show(console);
        json.print(both::json, console);
      } else {
        EvaluationResult result = evaluation.run();
        show(result, console);
        json.print(result::json, console);
      }
    }
    return ExitCode.OK;
  }

  private void show(EvaluationResult result, Console console) {
    if (byClass) {
      result.showByClass(console);
    } else {
      result.show(console);
    }
  }

  private Settings settings(String from) {
    List<String> all = new ArrayList<>();
    architecture.ifPresent(name -> all.add("architecture=" + name));
    data.ifPresent(path -> all.add("data.path=" + path));
    all.addAll(set.overrides());
    all.add("init.from=" + from);
    all.add("init.key=" + key.orElse(""));
    all.add("init.partial=" + partial);
    return SettingsFile.read("evaluate", from, WeightsConfig.of(from, storage()), all);
  }

  private static Storage storage() {
    return new Storage(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
  }
}

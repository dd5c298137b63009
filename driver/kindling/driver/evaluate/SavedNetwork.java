package kindling.driver.evaluate;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.architecture.ArchitectureDescription;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import kindling.driver.run.WeightsSource;
import kindling.driver.run.checkpoint.Provenance;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Node;
import kindling.model.onnx.ImportedNetwork;
import kindling.model.weights.NamedTensor;

/**
 * Weights with the network that they are of, as a run or a file tells it, without data. Lives on
 * the driver.
 *
 * @param weights in the order of the architecture's layout
 * @param classes by label, where they are known
 * @param normalization of the pixels that the network takes, where it is known
 */
public record SavedNetwork(
    WeightsSource source,
    Architecture architecture,
    float[] weights,
    Optional<List<String>> classes,
    Optional<Normalization> normalization) {
  private static final int GUESSED_CLASSES = 10;
  private static final FittedWeights.Words MISFITS =
      new FittedWeights.Words(
          " with ", "give --architecture, --input and --classes as the weights were made for", "");

  /**
   * What is asked for.
   *
   * @param from a run folder or a file
   * @param named whether the settings name the architecture
   * @param input of the network, where it is given
   * @param names of the classes, where they are given
   * @param overrides of settings
   */
  public record Question(
      String from,
      Optional<String> key,
      boolean named,
      Optional<ImageShape> input,
      Optional<List<String>> names,
      List<String> overrides) {
    public Question {
      overrides = List.copyOf(overrides);
    }
  }

  /**
   * Reads weights.
   *
   * @throws ConfigurationException where they cannot be read or do not fit the network, or where it
   *     is not known, with the option that tells it
   */
  public static SavedNetwork read(Question question, Storage storage, Console console) {
    Optional<Provenance> trained = WeightsSource.provenance("WEIGHTS", question.from, storage);
    Optional<ImportedNetwork> imported =
        trained.isPresent()
            ? Optional.empty()
            : WeightsSource.imported("WEIGHTS", question.from, storage);
    if (trained.isEmpty() && imported.isEmpty() && !question.named) {
      throw new ConfigurationException(
          "WEIGHTS: expected a run, which knows its network, or its name; give --architecture NAME"
              + " beside "
              + question.from);
    }
    Settings settings =
        SettingsFile.read("export", question.from, settings(trained, imported), question.overrides);
    ImageShape input =
        question
            .input
            .or(() -> trained.map(of -> shape(of.network().inputShape())))
            .or(() -> imported.map(of -> of.architecture().input()))
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "WEIGHTS: expected a run, which knows the shape of its images; give --input"
                            + " CxHxW, such as 3x32x32, beside "
                            + question.from));
    Optional<List<String>> names =
        question
            .names
            .or(() -> trained.map(of -> of.data().classes()))
            .or(() -> imported.flatMap(ImportedNetwork::classes));
    Optional<Integer> count =
        names.map(List::size).or(() -> imported.map(of -> of.architecture().classes()));
    Architecture guessed = settings.network().on(input, count.orElse(GUESSED_CLASSES));
    WeightsSource source = source(question, guessed, storage);
    Architecture architecture = guessed;
    int found = count.isPresent() ? count.get() : classes(guessed, source);
    if (found != guessed.classes()) {
      architecture = settings.network().on(input, found);
      source = source(question, architecture, storage);
    }
    source.remarks().forEach(remark -> console.remark("%s", remark));
    return new SavedNetwork(
        source,
        architecture,
        FittedWeights.of(source, architecture, settings, MISFITS, console),
        names.filter(of -> of.size() == found),
        SourceNormalization.of(settings.input().normalization(), source, console)
            .or(() -> trained.map(of -> of.data().normalization())));
  }

  private static WeightsSource source(
      Question question, Architecture architecture, Storage storage) {
    return WeightsSource.read("WEIGHTS", question.from, question.key, architecture, storage);
  }

  /** The run's settings; without one those of a network alone. */
  private static Config settings(Optional<Provenance> trained, Optional<ImportedNetwork> imported) {
    if (trained.isPresent()) {
      return ResolvedConfig.parse(trained.get().training().config()).config();
    }
    Config noData = ConfigFactory.parseString("data.format = shapes");
    return imported
        .map(of -> ArchitectureDescription.of(of.architecture()).atPath("architecture"))
        .map(described -> described.withFallback(noData))
        .orElse(noData);
  }

  /** As many as the last layer with weights gives. */
  private static int classes(Architecture guessed, WeightsSource source) {
    List<Node> weighted =
        guessed.nodes().stream().filter(node -> !node.layer().variables().isEmpty()).toList();
    NamedTensor head = source.tensors().get(weighted.get(weighted.size() - 1).name() + ".weight");
    return head == null || head.shape().isEmpty() || head.shape().get(0) < 2
        ? guessed.classes()
        : head.shape().get(0);
  }

  /** As {@link ImageShape} writes itself. */
  private static ImageShape shape(String text) {
    try {
      return ImageShape.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "WEIGHTS: expected the shape of the images in the run's provenance, found '%s'; give"
                  + " --input CxHxW",
              text));
    }
  }
}

package kindling.driver.config.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.keys.Range;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.model.architecture.Architecture;
import kindling.model.families.Blueprint;

/**
 * How large training images are, by share of the run: progressive resizing (Howard, fast.ai's entry
 * to DAWNBench, 2018; Touvron et al., "Fixing the train-test resolution discrepancy", 2019, for
 * sizes below the scored one; Leclerc et al., "FFCV: Accelerating Training by Removing Data
 * Bottlenecks", 2023). Lives on the driver.
 *
 * @param stages in their order; none: training images have the size of scored ones
 */
public record TrainingSizes(List<Stage> stages) {
  private static final String KEY = "data.size";
  private static final String EXPECTED =
      "a list such as [{ until = 0.35, size = 96 }, { until = 1, size = 128 }]";
  private static final int MOST = 16_384;
  private static final int RGB = 3;

  /**
   * One size.
   *
   * @param until share of the run's epochs after which the next begins, above 0 to 1
   * @param size pixels of both sides
   */
  public record Stage(double until, int size) {}

  public TrainingSizes {
    stages = List.copyOf(stages);
  }

  static TrainingSizes read(KeyReader keys) {
    List<ConfigValue> written = keys.values(KEY, EXPECTED);
    List<Stage> stages = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      if (!(written.get(i) instanceof ConfigObject stage)) {
        keys.reject(KEY, EXPECTED);
        return new TrainingSizes(List.of());
      }
      stages.add(stage(new KeyReader(stage.toConfig()), i, keys));
    }
    List<Double> ends = stages.stream().map(Stage::until).toList();
    boolean grow = IntStream.range(1, ends.size()).allMatch(i -> ends.get(i - 1) < ends.get(i));
    if (!grow || !ends.isEmpty() && ends.get(ends.size() - 1) != 1) {
      keys.problem(
          KEY + ": expected values of until that grow from stage to stage up to 1, found " + ends);
    }
    return new TrainingSizes(stages);
  }

  private static Stage stage(KeyReader own, int index, KeyReader keys) {
    Stage stage = new Stage(own.number("until", 1, Range.SHARE), own.required("size", 1, MOST));
    own.problems()
        .forEach(
            problem -> keys.problem(String.format(Locale.ROOT, "%s[%d]: %s", KEY, index, problem)));
    return stage;
  }

  /**
   * The pixels of both sides in an epoch. A stage ends with the epoch that is nearest to its share:
   * 0.35 of 10 epochs are 4, of 2 epochs 1, of 1 epoch none.
   *
   * @param epoch counted from 1
   * @param epochs of the run
   * @return empty where training images have the size of scored ones
   */
  public Optional<Integer> of(int epoch, int epochs) {
    return stages.stream()
        .filter(stage -> epoch <= Math.round(stage.until * epochs))
        .findFirst()
        .or(() -> stages.stream().reduce((before, last) -> last))
        .map(Stage::size);
  }

  /** The network for the images of each stage. */
  public List<Architecture> of(Architecture network) {
    return stages.stream()
        .map(stage -> network.withInput(shape(network.input().channels(), stage)))
        .toList();
  }

  private static ImageShape shape(int channels, Stage stage) {
    return new ImageShape(channels, stage.size, stage.size);
  }

  /**
   * Refuses a network that cannot take images of all sizes with the same weights.
   *
   * @param network for scored images
   * @throws ConfigurationException with each size that it cannot take
   */
  public void check(Architecture network) {
    misfit(network)
        .ifPresent(
            problem -> {
              throw new ConfigurationException(problem);
            });
  }

  /** The same before images and classes are known, where sizes alone say it. */
  void check(Blueprint blueprint, InputSettings input, KeyReader keys) {
    int height = input.source().height();
    int width = input.source().width();
    if (stages.isEmpty() || !(blueprint instanceof Blueprint.Named)) {
      return;
    }
    int channels = input.source().channels() == 0 ? RGB : input.source().channels();
    ImageShape scored =
        height > 0 && width > 0
            ? new ImageShape(channels, height, width)
            : shape(channels, stages.get(stages.size() - 1));
    try {
      misfit(blueprint.on(scored, 2)).ifPresent(keys::problem);
    } catch (IllegalArgumentException e) {
      // What a network cannot take at all is said where the images are known.
      return;
    }
  }

  private Optional<String> misfit(Architecture network) {
    StringJoiner misfits = new StringJoiner("; ");
    for (Stage stage : stages) {
      ImageShape shape = shape(network.input().channels(), stage);
      try {
        network.withInput(shape);
      } catch (IllegalArgumentException e) {
        misfits.add(shape + " (" + e.getMessage() + ")");
      }
    }
    return misfits.length() == 0
        ? Optional.empty()
        : Optional.of(
            String.format(
                Locale.ROOT,
                "%s: architecture %s, for images of %s, cannot take images of %s with the same"
                    + " weights. Choose other sizes, or a network with global average pooling, such"
                    + " as resnet18",
                KEY,
                network.name(),
                network.input(),
                misfits));
  }
}

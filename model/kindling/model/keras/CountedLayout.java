package kindling.model.keras;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * The layout of {@code .weights.h5}, and of that file within {@code .keras}: layers and their
 * tensors are counted, {@code layers/conv2d_1/vars/0} is the first tensor of the second Conv2D
 * (Keras 3: saving/saving_lib.py). The optimizer's tensors lie elsewhere in the file and are not
 * read.
 */
final class CountedLayout {
  private static final List<String> ROOTS = List.of("layers", "_layer_checkpoint_dependencies");
  private static final Pattern COUNTED = Pattern.compile("(.*?)(?:_(\\d{1,9}))?");

  private CountedLayout() {}

  static boolean isIn(Hdf5Group root) {
    return ROOTS.stream().anyMatch(name -> root.group(name).isPresent());
  }

  /** The layers with weights: those of a class in the model's order. */
  static List<KerasLayer> layers(Hdf5Group root, ModelConfig config) {
    Hdf5Group all =
        ROOTS.stream().map(root::group).flatMap(Optional::stream).findFirst().orElseThrow();
    List<String> groups = new ArrayList<>(all.names());
    groups.sort(Comparator.comparing(CountedLayout::base).thenComparing(CountedLayout::number));
    List<KerasLayer> layers = new ArrayList<>();
    for (String name : groups) {
      all.group(name).flatMap(group -> layer(name, group, config)).ifPresent(layers::add);
    }
    return layers;
  }

  private static Optional<KerasLayer> layer(String name, Hdf5Group group, ModelConfig config) {
    if (ROOTS.stream().flatMap(inner -> group.group(inner).stream()).anyMatch(Hdf5Group::hasAny)) {
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "Keras file: layer %s is a model of its own. Save its layers in a flat model",
              name));
    }
    Optional<Hdf5Group> variables = group.group("vars");
    List<NamedTensor> tensors = new ArrayList<>();
    Optional<ModelConfig.Entry> entry = config.inGroup(name);
    String layer =
        entry
            .map(ModelConfig.Entry::name)
            .or(() -> variables.flatMap(found -> found.text("name")))
            .orElse(name);
    KerasLayer.Kind kind = KerasLayer.Kind.ofSnakeCase(base(name));
    // What Normalization has behind mean and variance is a count.
    int most = kind == KerasLayer.Kind.NORMALIZATION ? 2 : Integer.MAX_VALUE;
    variables.ifPresent(
        found -> {
          for (int i = 0; i < most && found.hasTensor(String.valueOf(i)); i++) {
            tensors.add(found.tensor(String.valueOf(i), layer + "/" + i));
          }
        });
    if (tensors.isEmpty()) {
      return Optional.empty();
    }
    Map<String, NamedTensor> named = kind.named(layer, tensors);
    return Optional.of(
        new KerasLayer(
            layer,
            kind,
            named,
            entry.map(ModelConfig.Entry::epsilon).orElse(OptionalDouble.empty())));
  }

  private static String base(String group) {
    return matched(group).group(1);
  }

  private static int number(String group) {
    String number = matched(group).group(2);
    return number == null ? 0 : Integer.parseInt(number);
  }

  private static Matcher matched(String group) {
    Matcher matcher = COUNTED.matcher(group);
    if (!matcher.matches()) {
      throw new WeightsException("Keras file: expected a layer's name, found " + group);
    }
    return matcher;
  }
}

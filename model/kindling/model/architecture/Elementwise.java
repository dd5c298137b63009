package kindling.model.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.data.ImageShape;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/** A layer without parameters that is a function of each element by itself. */
public sealed interface Elementwise extends Layer {
  /** Those that a configuration may name. */
  static List<LayerKind> kinds() {
    List<LayerKind> kinds = new ArrayList<>();
    withoutSettings().forEach((name, layer) -> kinds.add(LayerKind.of(name, layer)));
    kinds.add(new LayerKind("scale", Scale::read));
    return kinds;
  }

  private static Map<String, Elementwise> withoutSettings() {
    Map<String, Elementwise> layers = new LinkedHashMap<>();
    layers.put("relu", new Relu());
    layers.put("relu6", new Relu6());
    layers.put("gelu", new Gelu());
    return layers;
  }

  /** The one without settings of this name, which is that of the function in Keras too. */
  static Optional<Elementwise> named(String function) {
    return Optional.ofNullable(withoutSettings().get(function));
  }

  /** What a configuration calls a layer without settings, if it is one of these. */
  static Optional<String> kindOf(Layer layer) {
    return withoutSettings().entrySet().stream()
        .filter(entry -> entry.getValue().equals(layer))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  default ImageShape output(List<ImageShape> inputs) {
    return ShapeRules.only(inputs);
  }

  /** max(x, 0). */
  record Relu() implements Elementwise {}

  /** min(max(x, 0), 6) (Howard et al., MobileNets, 2017, and its sources). */
  record Relu6() implements Elementwise {}

  /**
   * x times the normal distribution's function at x (Hendrycks and Gimpel, Gaussian Error Linear
   * Units, 2016), by the error function as PyTorch's.
   */
  record Gelu() implements Elementwise {}

  /**
   * x times a factor: before the head it lessens the logits and the head's gradient (Page, How to
   * Train Your ResNet, 2018, who takes 1/8; Jordan, 94% on CIFAR-10 in 3.29 Seconds on a Single
   * GPU, 2024, who takes 1/9).
   */
  record Scale(double factor) implements Elementwise {
    public Scale {
      ShapeRules.check(factor > 0 && factor < Double.POSITIVE_INFINITY, "a factor above 0");
    }

    private static LayerKind.Form read(Keys keys) {
      double factor = keys.number("factor", 1, Range.POSITIVE);
      return (inputs, classes) -> new Scale(factor);
    }
  }
}

package kindling.model.keras;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * A layer with weights as a Keras file tells of it.
 *
 * @param variables by Keras's names: {@code kernel}, {@code bias}, {@code gamma}, ...
 * @param epsilon of batch normalization, where the file says it
 */
record KerasLayer(
    String name, Kind kind, Map<String, NamedTensor> variables, OptionalDouble epsilon) {

  /** The kinds that networks of Kindling have too, with the names of their variables in order. */
  enum Kind {
    CONV("Conv2D", List.of("kernel", "bias")),
    DEPTHWISE("DepthwiseConv2D", List.of("kernel", "bias")),
    DENSE("Dense", List.of("kernel", "bias")),
    NORM("BatchNormalization", List.of("gamma", "beta", "moving_mean", "moving_variance")),
    /** Of images before the network; not of batches within it. */
    NORMALIZATION("Normalization", List.of("mean", "variance")),
    OTHER("", List.of());

    private final String className;
    private final List<String> variables;

    Kind(String className, List<String> variables) {
      this.className = className;
      this.variables = variables;
    }

    /** The kind of Keras's class of this name. */
    static Kind ofClass(String className) {
      for (Kind kind : values()) {
        if (kind.className.equals(className)) {
          return kind;
        }
      }
      return OTHER;
    }

    /** The kind whose class this is in snake case, as Keras names the groups of a file. */
    static Kind ofSnakeCase(String name) {
      for (Kind kind : values()) {
        if (ModelConfig.snakeCase(kind.className).equals(name)) {
          return kind;
        }
      }
      return OTHER;
    }

    /** Names tensors that the file merely counts. */
    Map<String, NamedTensor> named(String layer, List<NamedTensor> counted) {
      if (this == NORM && counted.size() != variables.size()) {
        throw new WeightsException(
            String.format(
                Locale.ROOT,
                "Keras file: %s: expected gamma, beta, moving_mean and moving_variance, found %d tensors"
                    + "; Kindling's batch normalization scales and shifts",
                layer,
                counted.size()));
      }
      return IntStream.range(0, counted.size())
          .boxed()
          .collect(
              Collectors.toMap(
                  i -> i < variables.size() ? variables.get(i) : String.valueOf(i), counted::get));
    }
  }

  KerasLayer {
    variables = Map.copyOf(variables);
  }
}

package kindling.model.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;

/** What makes images vectors, and vectors images of one pixel. */
final class Vectors {
  static final Set<String> TYPES = Set.of("Flatten", "Reshape", "Squeeze", "Unsqueeze");

  private static final Set<Long> PIXEL = Set.of(2L, 3L, -1L, -2L);

  private final GraphReader graph;
  private final NetworkUnderway network;

  Vectors(GraphReader graph, NetworkUnderway network) {
    this.graph = graph;
    this.network = network;
  }

  Value read(Operator operator) {
    String input = graph.layer(operator, 0);
    switch (operator.type()) {
      case "Flatten" -> operator.only("axis", 1);
      case "Reshape" -> checkTarget(operator, input);
      default -> checkPixel(operator, input);
    }
    return isVector(input)
        ? new Value.Output(input)
        : network.add(operator, new Layer.Flatten(), List.of(input));
  }

  private boolean isVector(String layer) {
    ImageShape shape = network.shape(layer);
    return shape.height() == 1 && shape.width() == 1;
  }

  /**
   * A shape that other nodes compute keeps images apart wherever a linear layer then fits all of an
   * image's values; layers that would not fit are refused by their shapes.
   */
  private void checkTarget(Operator operator, String input) {
    operator.only("allowzero", 0);
    Optional<long[]> target = graph.known(operator, 1);
    if (target.isEmpty()) {
      return;
    }
    long[] sizes = target.get();
    int values = network.shape(input).size();
    boolean rest =
        sizes.length >= 2
            && (sizes[1] == values
                || sizes[1] == -1 && sizes[0] != -1
                || sizes[1] == 0 && isVector(input));
    if (!rest || !LongStream.of(sizes).skip(2).allMatch(size -> size == 1)) {
      throw operator.wrong(
          "an image's " + values + " values as a vector, found " + Arrays.toString(sizes));
    }
  }

  private void checkPixel(Operator operator, String input) {
    Optional<long[]> axes =
        operator.input(1).isPresent() ? graph.known(operator, 1) : operator.integers("axes");
    boolean pixel = axes.map(of -> LongStream.of(of).allMatch(PIXEL::contains)).orElse(true);
    if (!isVector(input) || !pixel) {
      throw operator.wrong(
          "the axes of one pixel, found "
              + axes.map(Arrays::toString).orElse("all")
              + " of "
              + network.shape(input));
    }
  }
}

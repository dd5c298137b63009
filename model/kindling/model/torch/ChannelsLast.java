package kindling.model.torch;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import kindling.model.architecture.Node;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.engine.WeightsOrder;

/**
 * The order that convolutions compute with: the elements of their weights lie as [out, height,
 * width, in], except where the images are channels-first; all others lie as the layout says.
 */
final class ChannelsLast implements WeightsOrder {
  /** The weight of a convolution: {@code window} is height × width. */
  private record Filters(int offset, int outputs, int inputs, int window) {
    /** Calls with the place of each output's filter, in the vector that begins at {@code from}. */
    void each(int from, IntConsumer filter) {
      for (int output = 0; output < outputs; output++) {
        filter.accept(from + offset + output * inputs * window);
      }
    }
  }

  private final WeightsLayout layout;
  private final ConvolutionForms forms;
  private final List<Filters> filters;

  ChannelsLast(WeightsLayout layout, ConvolutionForms forms) {
    this.layout = layout;
    this.forms = forms;
    this.filters =
        layout.tensors().stream().filter(this::reorders).map(ChannelsLast::filters).toList();
  }

  /** Whether the tensor's elements lie in another order than the layout's. */
  boolean reorders(TensorSpec tensor) {
    List<Integer> shape = tensor.shape();
    return shape.size() == 4
        && shape.get(1) > 1
        && shape.get(2) * shape.get(3) > 1
        && forms.of(tensor.name().substring(0, tensor.name().lastIndexOf('.')))
            != ConvolutionForm.CHANNELS_FIRST;
  }

  /** The form of the convolution that the node is. */
  ConvolutionForm form(Node node) {
    return forms.of(node.name());
  }

  WeightsLayout layout() {
    return layout;
  }

  private static Filters filters(TensorSpec tensor) {
    List<Integer> shape = tensor.shape();
    return new Filters(tensor.offset(), shape.get(0), shape.get(1), shape.get(2) * shape.get(3));
  }

  @Override
  public float[] toEngineOrder(float[] values) {
    float[] arranged = values.clone();
    for (int from : starts(values)) {
      for (Filters filters : filters) {
        filters.each(from, at -> transpose(values, at, filters.inputs, filters.window, arranged));
      }
    }
    return arranged;
  }

  @Override
  public float[] toLayoutOrder(float[] values) {
    float[] restored = values.clone();
    for (int from : starts(values)) {
      for (Filters filters : filters) {
        filters.each(from, at -> transpose(values, at, filters.window, filters.inputs, restored));
      }
    }
    return restored;
  }

  /** Where the vectors with an element for each parameter begin. */
  private int[] starts(float[] values) {
    int vectors = filters.isEmpty() ? 0 : values.length / layout.parameters();
    return IntStream.range(0, vectors).map(vector -> vector * layout.parameters()).toArray();
  }

  /** Rows become columns, in the same place of another array. */
  private static void transpose(float[] values, int from, int rows, int columns, float[] turned) {
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < rows; row++) {
        turned[from + column * rows + row] = values[from + row * columns + column];
      }
    }
  }
}

package kindling.model.dl4j;

import kindling.data.ImageShape;
import kindling.model.architecture.Layer.Conv;

/**
 * The way of a square kernel over a plane: which inputs each of its weights meets for which
 * outputs, a row of outputs at a time. Padding, which is zeros, is met by none.
 */
record Sweep(Conv layer, ImageShape input, ImageShape output) {
  /** What is done where a weight meets a row. */
  interface Row {
    /**
     * The weight meets {@code count} inputs from {@code in} on, a stride apart, for as many outputs
     * from {@code out} on.
     */
    void at(int weight, int in, int out, int count);
  }

  void each(Row row) {
    for (int weight = 0; weight < layer.kernel() * layer.kernel(); weight++) {
      int down = weight / layer.kernel() - layer.padding();
      int right = weight % layer.kernel() - layer.padding();
      int firstX = first(right);
      int count = end(right, input.width(), output.width()) - firstX;
      int endY = end(down, input.height(), output.height());
      for (int y = first(down); count > 0 && y < endY; y++) {
        int in = (y * layer.stride() + down) * input.width() + firstX * layer.stride() + right;
        row.at(weight, in, y * output.width() + firstX, count);
      }
    }
  }

  /** The first output whose input, moved by {@code shift}, lies within. */
  private int first(int shift) {
    return shift >= 0 ? 0 : (layer.stride() - 1 - shift) / layer.stride();
  }

  /** The end of the outputs whose inputs, moved by {@code shift}, lie within. */
  private int end(int shift, int inputs, int outputs) {
    return shift >= inputs ? 0 : Math.min(outputs, (inputs - 1 - shift) / layer.stride() + 1);
  }
}

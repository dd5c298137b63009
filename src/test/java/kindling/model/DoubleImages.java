package kindling.model;

import kindling.data.ImageShape;

/** A batch of images or feature vectors in double precision. */
record DoubleImages(int size, ImageShape shape, double[] values) {
  static DoubleImages zeros(int size, ImageShape shape) {
    return new DoubleImages(size, shape, new double[size * shape.size()]);
  }

  int at(int image, int channel, int row, int column) {
    return ((image * shape.channels() + channel) * shape.height() + row) * shape.width() + column;
  }

  boolean holds(int row, int column) {
    return row >= 0 && column >= 0 && row < shape.height() && column < shape.width();
  }

  /** Computes every element of a batch of another shape. */
  DoubleImages map(ImageShape output, Element element) {
    DoubleImages mapped = zeros(size, output);
    for (int image = 0; image < size; image++) {
      for (int channel = 0; channel < output.channels(); channel++) {
        for (int row = 0; row < output.height(); row++) {
          for (int column = 0; column < output.width(); column++) {
            mapped.values[mapped.at(image, channel, row, column)] =
                element.of(image, channel, row, column);
          }
        }
      }
    }
    return mapped;
  }

  /** One element of an output, by its place. */
  interface Element {
    double of(int image, int channel, int row, int column);
  }
}

package kindling.model.dl4j;

import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One image after another of a node's arrays, channels × height × width each, for one thread. Only
 * what the arithmetic asks for is loaded.
 */
final class Image {
  final long seed;
  final boolean training;
  private final Planes[] inputs;
  private final Planes output;
  private final Planes outputGradient;
  private final Planes[] results;

  /** The image's place in the batch. */
  int index;

  /** On the way forward; the output is the result. */
  Image(long seed, boolean training, NodeArrays values) {
    this.seed = seed;
    this.training = training;
    this.inputs = inputs(values);
    this.output = values.output(1);
    this.outputGradient = null;
    this.results = new Planes[] {output};
  }

  /** On the way back; the gradients by all inputs are the results. */
  Image(long seed, NodeArrays values, NodeArrays gradients) {
    this.seed = seed;
    this.training = true;
    this.inputs = inputs(values);
    this.output = values.output(1);
    this.outputGradient = gradients.output(1);
    this.results = inputs(gradients);
  }

  private static Planes[] inputs(NodeArrays arrays) {
    return IntStream.range(0, arrays.inputs().size())
        .mapToObj(i -> arrays.input(i, 1))
        .toArray(Planes[]::new);
  }

  void each(int from, int to, Consumer<Image> arithmetic) {
    for (index = from; index < to; index++) {
      arithmetic.accept(this);
      for (Planes result : results) {
        result.store(index, 0);
      }
    }
  }

  int inputs() {
    return inputs.length;
  }

  float[] input(int i) {
    return inputs[i].load(index, 0);
  }

  float[] output() {
    return output.load(index, 0);
  }

  float[] outputGradient() {
    return outputGradient.load(index, 0);
  }

  /** What the arithmetic fills: it holds other images' values at first. */
  float[] result(int i) {
    return results[i].plane;
  }
}

package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.List;

/** The arithmetic of one node on a whole batch in native memory, written in Java. */
interface Kernel {
  void forward(List<FloatBuffer> inputs, FloatBuffer output, int batch, boolean training);

  /**
   * Writes the gradients by all inputs.
   *
   * @param output what {@link #forward} gave in training mode
   */
  void backward(
      List<FloatBuffer> inputs,
      FloatBuffer output,
      FloatBuffer outputGradient,
      List<FloatBuffer> inputGradients,
      int batch);
}

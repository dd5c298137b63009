package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.List;

/** A node's inputs and output of one batch, or the gradients by them, in native memory. */
record NodeArrays(int batch, List<FloatBuffer> inputs, FloatBuffer output) {
  Planes input(int index, int channels) {
    return new Planes(inputs.get(index), batch, channels);
  }

  Planes output(int channels) {
    return new Planes(output, batch, channels);
  }
}

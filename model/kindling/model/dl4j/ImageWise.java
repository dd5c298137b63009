package kindling.model.dl4j;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * A kernel that treats every image by itself, the images spread over the replica's threads.
 *
 * <p>Images go through arrays on the heap, because the compiler makes vector instructions of loops
 * over those and not over native memory; one image stays in the cache.
 */
record ImageWise(Lanes lanes, ImageKernel kernel) implements Kernel {
  @Override
  public void forward(List<FloatBuffer> inputs, FloatBuffer output, int batch, boolean training) {
    lanes.loop(
        batch,
        (from, to) -> {
          float[][] in = arrays(inputs, batch);
          float[] out = new float[output.capacity() / batch];
          for (int image = from; image < to; image++) {
            load(inputs, in, image);
            kernel.forward(in, out, image, training);
            output.put(image * out.length, out);
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> inputs,
      FloatBuffer output,
      FloatBuffer outputGradient,
      List<FloatBuffer> inputGradients,
      int batch) {
    lanes.loop(
        batch,
        (from, to) -> {
          float[][] in = arrays(inputs, batch);
          float[] out = new float[output.capacity() / batch];
          float[] outGradient = new float[out.length];
          float[][] inGradients = arrays(inputs, batch);
          for (int image = from; image < to; image++) {
            if (kernel.readsInputs()) {
              load(inputs, in, image);
            }
            if (kernel.readsOutput()) {
              output.get(image * out.length, out);
            }
            outputGradient.get(image * out.length, outGradient);
            kernel.backward(in, out, outGradient, inGradients, image);
            for (int i = 0; i < inGradients.length; i++) {
              inputGradients.get(i).put(image * inGradients[i].length, inGradients[i]);
            }
          }
        });
  }

  private static float[][] arrays(List<FloatBuffer> buffers, int batch) {
    return buffers.stream().map(b -> new float[b.capacity() / batch]).toArray(float[][]::new);
  }

  private static void load(List<FloatBuffer> buffers, float[][] arrays, int image) {
    for (int i = 0; i < arrays.length; i++) {
      buffers.get(i).get(image * arrays[i].length, arrays[i]);
    }
  }
}

package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Pooling.MaxPool;

/**
 * The largest value of each window; the first of equal ones takes the gradient, as in PyTorch, and
 * so does the last NaN.
 */
record LargestOfWindows(MaxPool layer, ImageShape input, ImageShape output) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] out, int image, boolean training) {
    for (int i = 0; i < out.length; i++) {
      out[i] = inputs[0][largest(inputs[0], i)];
    }
  }

  @Override
  public void backward(
      float[][] inputs, float[] out, float[] outGradient, float[][] inGradients, int image) {
    Arrays.fill(inGradients[0], 0);
    for (int i = 0; i < outGradient.length; i++) {
      inGradients[0][largest(inputs[0], i)] += outGradient[i];
    }
  }

  @Override
  public boolean readsInputs() {
    return true;
  }

  /** The position of the largest input of the window that gives this output. */
  private int largest(float[] in, int position) {
    int left = position % output.width() * layer.stride() - layer.padding();
    int top = position / output.width() % output.height() * layer.stride() - layer.padding();
    int channel = position / (output.width() * output.height());
    int bottom = Math.min(top + layer.kernel(), input.height());
    int right = Math.min(left + layer.kernel(), input.width());
    int best = -1;
    for (int y = Math.max(top, 0); y < bottom; y++) {
      int row = (channel * input.height() + y) * input.width();
      for (int i = row + Math.max(left, 0); i < row + right; i++) {
        if (best < 0 || in[i] > in[best] || Float.isNaN(in[i])) {
          best = i;
        }
      }
    }
    return best;
  }
}

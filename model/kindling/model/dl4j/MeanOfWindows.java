package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;

/** The mean of each window without padding; a window may be the whole channel. */
record MeanOfWindows(
    int kernelHeight, int kernelWidth, int stride, ImageShape input, ImageShape output)
    implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] out, int image, boolean training) {
    int size = kernelHeight * kernelWidth;
    for (int i = 0; i < out.length; i++) {
      int corner = corner(i);
      double sum = 0;
      for (int y = 0; y < kernelHeight; y++) {
        for (int x = 0; x < kernelWidth; x++) {
          sum += inputs[0][corner + y * input.width() + x];
        }
      }
      out[i] = (float) (sum / size);
    }
  }

  @Override
  public void backward(
      float[][] inputs, float[] out, float[] outGradient, float[][] inGradients, int image) {
    float[] gradient = inGradients[0];
    Arrays.fill(gradient, 0);
    int size = kernelHeight * kernelWidth;
    for (int i = 0; i < outGradient.length; i++) {
      int corner = corner(i);
      float share = outGradient[i] / size;
      for (int y = 0; y < kernelHeight; y++) {
        for (int x = 0; x < kernelWidth; x++) {
          gradient[corner + y * input.width() + x] += share;
        }
      }
    }
  }

  private int corner(int position) {
    int column = position % output.width();
    int row = position / output.width() % output.height();
    int channel = position / (output.width() * output.height());
    return (channel * input.height() + row * stride) * input.width() + column * stride;
  }
}

package kindling.model.dl4j;

import java.util.Arrays;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer.PadShortcut;

/** The shortcut without parameters: every stride-th row and column, between zero channels. */
record Padded(PadShortcut layer, ImageShape input, ImageShape output) implements ImageKernel {
  @Override
  public void forward(float[][] inputs, float[] out, int image, boolean training) {
    Arrays.fill(out, 0);
    move(inputs[0], out, true);
  }

  @Override
  public void backward(
      float[][] inputs, float[] out, float[] outGradient, float[][] inGradients, int image) {
    Arrays.fill(inGradients[0], 0);
    move(inGradients[0], outGradient, false);
  }

  private void move(float[] in, float[] out, boolean forward) {
    for (int channel = 0; channel < input.channels(); channel++) {
      for (int y = 0; y < output.height(); y++) {
        int from = (channel * input.height() + y * layer.stride()) * input.width();
        int to = ((channel + layer.channelsBefore()) * output.height() + y) * output.width();
        for (int x = 0; x < output.width(); x++) {
          if (forward) {
            out[to + x] = in[from + x * layer.stride()];
          } else {
            in[from + x * layer.stride()] = out[to + x];
          }
        }
      }
    }
  }
}

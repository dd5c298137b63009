package kindling.model.torch;

import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Layer;

/** A convolution and the images that it sees. */
record ConvolutionCase(Layer.Conv conv, ImageShape input, int batch) {
  private static final int[] WINDOWS = {1, 2, 3, 3, 5, 7};

  /** Any that fits, more often where kernels differ: on few pixels, and with channels in blocks. */
  static ConvolutionCase drawn(Random random) {
    int height = side(random);
    int width = side(random);
    int window = WINDOWS[random.nextInt(WINDOWS.length)];
    int stride = 1 + random.nextInt(3);
    int leastPadding = Math.max(0, (window - Math.min(height, width) + 1) / 2);
    int padding = leastPadding + random.nextInt(Math.max(1, window / 2 - leastPadding + 1));
    int inputs = channels(random);
    int outputs = channels(random);
    int groups = random.nextBoolean() ? 1 : groups(inputs, outputs, random);
    Layer.Conv conv =
        new Layer.Conv(inputs, outputs, window, stride, padding, groups, random.nextBoolean());
    int largestBatch = Math.min(256, Math.max(9, 8192 / (height * width)));
    return new ConvolutionCase(
        conv, new ImageShape(inputs, height, width), 1 + random.nextInt(largestBatch));
  }

  private static int side(Random random) {
    return random.nextInt(4) > 0 ? 1 + random.nextInt(8) : 9 + random.nextInt(25);
  }

  private static int channels(Random random) {
    return random.nextBoolean() ? 1 + random.nextInt(160) : 16 * (1 + random.nextInt(10));
  }

  private static int groups(int inputs, int outputs, Random random) {
    int[] dividing =
        IntStream.rangeClosed(1, Math.min(inputs, outputs))
            .filter(n -> inputs % n == 0 && outputs % n == 0)
            .toArray();
    return dividing[random.nextInt(dividing.length)];
  }
}

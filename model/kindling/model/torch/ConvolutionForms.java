package kindling.model.torch;

import java.util.HashMap;
import java.util.Map;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.machine.CpuFeatures.Bfloat16;

/**
 * The form of each convolution of a network: right for its shape, then the fastest by measurement.
 * It follows from the network and the processor's features alone, so that every worker has the
 * same.
 *
 * @param others the forms of the nodes that are not {@link ConvolutionForm#CHANNELS_LAST}, by name
 */
record ConvolutionForms(Map<String, ConvolutionForm> others) {
  /** As many pixels as an image has at most that is worth bringing into another order. */
  private static final int MOST_PIXELS = 8 * 8;

  private static final int FEWEST_CHANNELS_FIRST = 256;
  private static final int FEWEST_CHANNELS_PIXEL_BY_PIXEL = 64;

  /** The channels of oneDNN's blocks with the longest vectors. */
  private static final int BLOCK = 16;

  ConvolutionForms {
    others = Map.copyOf(others);
  }

  /**
   * The forms on a processor; on a GPU all are channels-last.
   *
   * @param bfloat16 what multiplies; {@link Bfloat16#NONE} in float32
   */
  static ConvolutionForms of(Architecture architecture, Placement placement, Bfloat16 bfloat16) {
    if (placement.gpu().isPresent()) {
      return new ConvolutionForms(Map.of());
    }
    Map<String, ConvolutionForm> others = new HashMap<>();
    Map<String, ImageShape> shapes = architecture.shapes();
    for (Node node : architecture.nodes()) {
      if (node.layer() instanceof Layer.Conv conv) {
        ImageShape input = shapes.get(node.inputs().get(0));
        ConvolutionForm form = form(conv, input, shapes.get(node.name()), bfloat16);
        if (form != ConvolutionForm.CHANNELS_LAST) {
          others.put(node.name(), form);
        }
      }
    }
    return new ConvolutionForms(others);
  }

  /** The form of one convolution on a processor. */
  static ConvolutionForm form(
      Layer.Conv conv, ImageShape input, ImageShape output, Bfloat16 bfloat16) {
    boolean undivided = conv.groups() == 1;
    if (undivided
        && (overrunsBlock(conv) || bfloat16 == Bfloat16.NONE && leavesPaddingOut(conv, output))) {
      return ConvolutionForm.CHANNELS_FIRST;
    }
    if (undivided && bfloat16 == Bfloat16.AVX512_CORE_AMX && fillsTiles(conv, input)) {
      return ConvolutionForm.PIXEL_BY_PIXEL;
    }
    return bfloat16 != Bfloat16.NONE && leavesWeightsOut(conv, input, output)
        ? ConvolutionForm.CHANNELS_LAST_FLOAT32
        : ConvolutionForm.CHANNELS_LAST;
  }

  private static boolean leavesPaddingOut(Layer.Conv conv, ImageShape output) {
    return padsItself(conv)
        && fewestChannels(conv) >= FEWEST_CHANNELS_FIRST
        && pixels(output) <= MOST_PIXELS;
  }

  /** Whether the convolution has padding that the image does not get before it. */
  private static boolean padsItself(Layer.Conv conv) {
    return conv.padding().isUniform() && conv.padding().top() > 0;
  }

  private static boolean overrunsBlock(Layer.Conv conv) {
    return conv.kernel() == 1 && conv.stride() > 1 && conv.inputChannels() < BLOCK;
  }

  /** On flat images oneDNN leaves weights of the gradient unset, with some batches. */
  private static boolean fillsTiles(Layer.Conv conv, ImageShape input) {
    return padsItself(conv)
        && fewestChannels(conv) >= FEWEST_CHANNELS_PIXEL_BY_PIXEL
        && pixels(input) <= MOST_PIXELS
        && input.height() >= input.width();
  }

  /** Whether the output is a line or less, or the window is wider than two images. */
  private static boolean leavesWeightsOut(Layer.Conv conv, ImageShape input, ImageShape output) {
    return conv.kernel() > 1
        && (Math.min(output.height(), output.width()) == 1
            || conv.kernel() > 2 * Math.min(input.height(), input.width()));
  }

  private static int fewestChannels(Layer.Conv conv) {
    return Math.min(conv.inputChannels(), conv.outputChannels());
  }

  private static int pixels(ImageShape shape) {
    return shape.height() * shape.width();
  }

  /** The form of the convolution that the node is. */
  ConvolutionForm of(String node) {
    return others.getOrDefault(node, ConvolutionForm.CHANNELS_LAST);
  }
}

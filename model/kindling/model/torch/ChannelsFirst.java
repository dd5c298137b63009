package kindling.model.torch;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.engine.Precision;

/**
 * The convolutions of a network that compute on channels-first images; all others do on
 * channels-last ones.
 *
 * <p>On channels-last images oneDNN multiplies the zeros of the padding too: at 2 × 2 pixels and
 * windows of 3 × 3 they are more than half of the products. On channels-first ones it leaves them
 * out, for the price of bringing images and weights into blocks of channels and back, which many
 * channels repay. In bfloat16 they do not.
 */
final class ChannelsFirst {
  private static final int MOST_PIXELS = 8 * 8;
  private static final int FEWEST_CHANNELS = 256;

  private ChannelsFirst() {}

  /** The nodes' names; none on a GPU. */
  static Set<String> of(Architecture architecture, Precision precision, Placement placement) {
    if (precision == Precision.BFLOAT16 || placement.gpu().isPresent()) {
      return Set.of();
    }
    Map<String, ImageShape> shapes = architecture.shapes();
    return architecture.nodes().stream()
        .filter(node -> repaid(node.layer(), shapes.get(node.name())))
        .map(Node::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean repaid(Layer layer, ImageShape output) {
    return layer instanceof Layer.Conv conv
        && conv.padding() > 0
        && conv.groups() == 1
        && Math.min(conv.inputChannels(), conv.outputChannels()) >= FEWEST_CHANNELS
        && output.height() * output.width() <= MOST_PIXELS;
  }
}

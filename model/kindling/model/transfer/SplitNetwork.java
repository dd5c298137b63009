package kindling.model.transfer;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;
import kindling.model.architecture.WeightsLayout;

/**
 * A network cut in two at one value: the frozen part gives that value, flat, as its "logits"; the
 * trained part takes it as its images. Plain data, on the driver as on executors.
 *
 * <p>What is frozen runs as a scorer does, in evaluation mode: batch normalization by its running
 * statistics, no dropout, no gradient; nothing there moves its weights.
 */
public record SplitNetwork(Architecture whole, Architecture frozen, Architecture trained)
    implements Serializable {

  /** Cuts behind the first nodes; only the last of them may be read by those that follow. */
  static SplitNetwork after(Architecture whole, int nodes) {
    String boundary = whole.nodes().get(nodes - 1).name();
    ImageShape value = whole.shapes().get(boundary);
    List<Node> frozen = new ArrayList<>(whole.nodes().subList(0, nodes));
    if (value.height() > 1 || value.width() > 1) {
      frozen.add(new Node(boundary + ": flat", new Layer.Flatten(), List.of(boundary)));
    }
    List<Node> trained = new ArrayList<>();
    for (Node node : whole.nodes().subList(nodes, whole.nodes().size())) {
      List<String> inputs =
          node.inputs().stream().map(i -> i.equals(boundary) ? Architecture.INPUT : i).toList();
      trained.add(new Node(node.name(), node.layer(), inputs));
    }
    return new SplitNetwork(
        whole,
        new Architecture(whole.name() + " up to " + boundary, whole.input(), value.size(), frozen),
        new Architecture(whole.name() + " from " + boundary, value, whole.classes(), trained));
  }

  /** The frozen part's weights out of the whole network's. */
  public float[] frozenWeights(float[] weights) {
    WeightsLayout layout = frozen.layout();
    float[] values = new float[layout.size()];
    System.arraycopy(weights, 0, values, 0, layout.parameters());
    System.arraycopy(
        weights, whole.layout().parameters(), values, layout.parameters(), layout.buffers());
    return values;
  }

  /**
   * The trained part's state out of the whole network's.
   *
   * @param state weights, and behind them any number of vectors with an element for each parameter,
   *     as optimizers keep them, and nothing or a value for each tensor of parameters
   */
  public float[] trainedState(float[] state) {
    List<Piece> pieces = pieces(state.length);
    Piece last = pieces.get(pieces.size() - 1);
    float[] values = new float[last.trained + last.length];
    for (Piece piece : pieces) {
      System.arraycopy(state, piece.whole, values, piece.trained, piece.length);
    }
    return values;
  }

  /** The whole network's state with the trained part's in its place; what is frozen stays. */
  public float[] wholeState(float[] before, float[] trainedState) {
    float[] values = before.clone();
    for (Piece piece : pieces(before.length)) {
      System.arraycopy(trainedState, piece.trained, values, piece.whole, piece.length);
    }
    return values;
  }

  /** A run of floats at one place in the whole state, at another in the trained part's. */
  private record Piece(int whole, int trained, int length) {}

  private List<Piece> pieces(int stateSize) {
    WeightsLayout all = whole.layout();
    WeightsLayout own = trained.layout();
    int firstParameter = all.parameters() - own.parameters();
    List<Piece> pieces = new ArrayList<>();
    pieces.add(new Piece(firstParameter, 0, own.parameters()));
    pieces.add(new Piece(all.size() - own.buffers(), own.parameters(), own.buffers()));
    int from = all.size();
    int to = own.size();
    while (stateSize - from >= all.parameters()) {
      pieces.add(new Piece(from + firstParameter, to, own.parameters()));
      from += all.parameters();
      to += own.parameters();
    }
    int ofFrozen = from < stateSize ? count(all) - count(own) : 0;
    pieces.add(new Piece(from + ofFrozen, to, stateSize - from - ofFrozen));
    return List.copyOf(pieces);
  }

  private static int count(WeightsLayout layout) {
    return Math.toIntExact(layout.trained().count());
  }
}

package kindling.model.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Dropping;
import kindling.model.architecture.Layer;
import kindling.model.architecture.Node;

/**
 * The groups of layers, from the images up, that are frozen, unfrozen or slowed down together: the
 * stretches of the backbone, and the head, which is the last linear layer with the dropout before
 * it (Howard and Ruder, Universal Language Model Fine-tuning, 2018, section 3.3, call them layer
 * groups).
 *
 * <p>A group ends where the module that PyTorch names first changes ({@code layer1} to {@code
 * layer2}) or, within one, the height and width of the images, and where a single value leads on.
 *
 * @param starts the index of each group's first node; the last is the head's
 */
public record DepthGroups(Architecture architecture, List<Integer> starts) {
  public DepthGroups {
    starts = List.copyOf(starts);
  }

  /**
   * The groups of a network.
   *
   * @throws IllegalArgumentException if it does not end in a linear layer on one value
   */
  public static DepthGroups of(Architecture architecture) {
    return new DepthGroups(architecture, new Search(architecture).starts());
  }

  /** How many groups the backbone has: at least 1. */
  public int backbone() {
    return starts.size() - 1;
  }

  /** A name for each group, by its first layer with weights: the head's is last. */
  public List<String> names() {
    List<Node> nodes = architecture.nodes();
    List<String> names = new ArrayList<>();
    for (int group = 0; group < starts.size(); group++) {
      List<Node> own = nodes.subList(starts.get(group), end(group));
      names.add(own.stream().filter(DepthGroups::weighted).findFirst().orElse(own.get(0)).name());
    }
    return names;
  }

  /** The name of the linear layer that the head is. */
  public String head() {
    return architecture.nodes().get(architecture.nodes().size() - 1).name();
  }

  /** For each node, by name, the group that it is in, from 0. */
  public Map<String, Integer> byNode() {
    Map<String, Integer> groups = new HashMap<>();
    for (int group = 0; group < starts.size(); group++) {
      for (Node node : architecture.nodes().subList(starts.get(group), end(group))) {
        groups.put(node.name(), group);
      }
    }
    return groups;
  }

  /**
   * Learning-rate factors, by the names of nodes, that fall from the head, whose own is 1, by the
   * same factor at each group.
   *
   * @param factor of a group's rate to that of the group above it
   */
  public Map<String, Double> rateFactors(double factor) {
    Map<String, Double> factors = new HashMap<>();
    byNode()
        .forEach((node, group) -> factors.put(node, StrictMath.pow(factor, backbone() - group)));
    return factors;
  }

  /**
   * The network cut in two behind its first groups.
   *
   * @param groups that are frozen, from 1 to {@link #backbone}
   */
  public SplitNetwork freeze(int groups) {
    if (groups < 1 || groups > backbone()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "expected from 1 to %d groups to freeze, found %d", backbone(), groups));
    }
    return SplitNetwork.after(architecture, starts.get(groups));
  }

  private int end(int group) {
    return group + 1 < starts.size() ? starts.get(group + 1) : architecture.nodes().size();
  }

  private static boolean weighted(Node node) {
    return node.layer() instanceof Layer.Conv || node.layer() instanceof Layer.Linear;
  }

  /** Finds where groups start. */
  private static final class Search {
    private final Architecture architecture;
    private final List<Node> nodes;
    private final Map<String, ImageShape> shapes;
    private final boolean[] narrow;

    Search(Architecture architecture) {
      this.architecture = architecture;
      this.nodes = architecture.nodes();
      this.shapes = architecture.shapes();
      this.narrow = narrow(nodes);
    }

    List<Integer> starts() {
      int head = head();
      List<Integer> weighted =
          IntStream.range(0, head)
              .filter(i -> weighted(nodes.get(i)))
              .boxed()
              .collect(Collectors.toList());
      List<Integer> starts = new ArrayList<>(List.of(0));
      for (int i = 1; i < weighted.size(); i++) {
        int end = groupEnd(weighted.get(i - 1), weighted.get(i));
        for (int last = end - 1; last >= weighted.get(i - 1); last--) {
          if (narrow[last]) {
            starts.add(last + 1);
            break;
          }
        }
      }
      starts.add(head);
      return starts;
    }

    private int head() {
      int head = nodes.size() - 1;
      if (!(nodes.get(head).layer() instanceof Layer.Linear)) {
        throw new IllegalArgumentException(
            architecture.name()
                + ": expected a linear layer at the end, the head, found "
                + nodes.get(head).layer());
      }
      while (head > 0 && nodes.get(head - 1).layer() instanceof Dropping.Dropout) {
        head--;
      }
      if (head == 0 || !narrow[head - 1]) {
        throw new IllegalArgumentException(
            architecture.name() + ": expected layers before the head, on one value, found none");
      }
      return head;
    }

    /** Where the later layer's group begins at the latest; the earlier layer if it is the same. */
    private int groupEnd(int earlier, int later) {
      String module = module(later);
      if (module.equals(module(earlier))) {
        return plane(earlier).equals(plane(later)) ? earlier : later;
      }
      int first = earlier + 1;
      while (!module(first).equals(module)) {
        first++;
      }
      return first;
    }

    private String module(int node) {
      String name = nodes.get(node).name();
      return name.contains(".") ? name.substring(0, name.indexOf('.')) : "";
    }

    private List<Integer> plane(int node) {
      ImageShape shape = shapes.get(nodes.get(node).name());
      return List.of(shape.height(), shape.width());
    }

    /** Whether all that comes after a node reads that node's value, and none before it. */
    private static boolean[] narrow(List<Node> nodes) {
      Map<String, Integer> places = new HashMap<>(Map.of(Architecture.INPUT, -1));
      for (int i = 0; i < nodes.size(); i++) {
        places.put(nodes.get(i).name(), i);
      }
      boolean[] narrow = new boolean[nodes.size()];
      int earliest = nodes.size();
      for (int i = nodes.size() - 1; i >= 0; i--) {
        narrow[i] = earliest >= i;
        for (String input : nodes.get(i).inputs()) {
          earliest = Math.min(earliest, places.get(input));
        }
      }
      return narrow;
    }
  }
}

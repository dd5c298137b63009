package kindling.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import kindling.data.Seeds;

/**
 * A list of examples cut in two, stratified by class and drawn by a seed; both parts keep the
 * list's order.
 */
record StratifiedSplit(List<Example> kept, List<Example> taken) {

  /** Takes round(fraction × n) of the n examples of every class, and leaves at least one. */
  static StratifiedSplit split(List<Example> examples, double fraction, long seed) {
    return split(examples, n -> Math.min(n - 1, (int) Math.round(fraction * n)), seed);
  }

  /** Draws so many of the examples of every class, or all where there are no more. */
  static List<Example> sample(List<Example> examples, int perClass, long seed) {
    return split(examples, n -> Math.min(n, perClass), seed).taken;
  }

  private static StratifiedSplit split(List<Example> examples, IntUnaryOperator counts, long seed) {
    boolean[] take = new boolean[examples.size()];
    positionsByLabel(examples)
        .forEach(
            (label, positions) -> {
              int n = positions.size();
              int count = counts.applyAsInt(n);
              int[] order = Seeds.permutation(n, Seeds.of(seed, label));
              Arrays.stream(order, 0, count).forEach(i -> take[positions.get(i)] = true);
            });
    List<Example> kept = new ArrayList<>();
    List<Example> taken = new ArrayList<>();
    for (int i = 0; i < take.length; i++) {
      (take[i] ? taken : kept).add(examples.get(i));
    }
    return new StratifiedSplit(kept, taken);
  }

  private static Map<Integer, List<Integer>> positionsByLabel(List<Example> examples) {
    Map<Integer, List<Integer>> positions = new TreeMap<>();
    for (int i = 0; i < examples.size(); i++) {
      positions.computeIfAbsent(examples.get(i).label(), label -> new ArrayList<>()).add(i);
    }
    return positions;
  }
}

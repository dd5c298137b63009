package kindling.data.source;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import kindling.data.Seeds;

/**
 * A list of examples cut in two, stratified by class and drawn by a seed; both parts keep the
 * list's order.
 */
record StratifiedSplit(Examples kept, Examples taken) {

  /** Takes round(fraction × n) of the n examples of every class, and leaves at least one. */
  static StratifiedSplit split(Examples examples, double fraction, long seed) {
    return split(examples, n -> Math.min(n - 1, (int) Math.round(fraction * n)), seed);
  }

  /** Draws so many of the examples of every class, or all where there are no more. */
  static Examples sample(Examples examples, int perClass, long seed) {
    return split(examples, n -> Math.min(n, perClass), seed).taken;
  }

  private static StratifiedSplit split(Examples examples, IntUnaryOperator counts, long seed) {
    boolean[] take = new boolean[examples.size()];
    positionsByLabel(examples)
        .forEach(
            (label, positions) -> {
              int n = positions.length;
              int count = counts.applyAsInt(n);
              int[] order = Seeds.permutation(n, Seeds.of(seed, label));
              Arrays.stream(order, 0, count).forEach(i -> take[positions[i]] = true);
            });
    return new StratifiedSplit(
        examples.select(IntStream.range(0, take.length).filter(i -> !take[i]).toArray()),
        examples.select(IntStream.range(0, take.length).filter(i -> take[i]).toArray()));
  }

  private static Map<Integer, int[]> positionsByLabel(Examples examples) {
    Map<Integer, IntStream.Builder> positions = new TreeMap<>();
    for (int i = 0; i < examples.size(); i++) {
      positions.computeIfAbsent(examples.label(i), label -> IntStream.builder()).add(i);
    }
    Map<Integer, int[]> arrays = new TreeMap<>();
    positions.forEach((label, builder) -> arrays.put(label, builder.build().toArray()));
    return arrays;
  }
}

package kindling.data.batch;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import kindling.data.Seeds;
import kindling.data.SplitMix64;

/**
 * Draws as many rows of a shard as it has, by the rates of their classes. Systematic sampling: a
 * row that is expected x times comes ⌊x⌋ or ⌈x⌉ times, and so does a class but for one.
 */
final class ClassDraws {
  private ClassDraws() {}

  /**
   * Rows in a random order, some of them more than once.
   *
   * @param labels of the rows
   * @param rates of the classes
   */
  static int[] draw(int[] labels, double[] rates, long seed) {
    int size = labels.length;
    int[] mixed = Seeds.permutation(size, Seeds.of(seed, 1));
    int[] byClass =
        IntStream.of(mixed)
            .boxed()
            .sorted(Comparator.comparingInt(row -> labels[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    double total = Arrays.stream(labels).mapToDouble(label -> rates[label]).sum();
    double start = new SplitMix64(Seeds.of(seed, 2)).nextDouble();
    int[] drawn = new int[size];
    int count = 0;
    double expected = 0;
    for (int row : byClass) {
      expected += rates[labels[row]] / total * size;
      while (count < size && count + start < expected) {
        drawn[count++] = row;
      }
    }
    // Where rounding leaves the sum a little short of the size.
    Arrays.fill(drawn, count, size, size == 0 ? 0 : byClass[size - 1]);
    int[] order = Seeds.permutation(size, Seeds.of(seed, 3));
    return IntStream.of(order).map(i -> drawn[i]).toArray();
  }
}

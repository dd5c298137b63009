package kindling.driver.sweep.method;

import java.util.ArrayList;
import java.util.List;

/**
 * The epochs after which trials are compared, and the share of them that goes on.
 *
 * @param epochs ascending; the last are those of a whole run
 * @param reduction of so many trials one goes on
 */
public record Rungs(List<Integer> epochs, int reduction) {
  public Rungs {
    epochs = List.copyOf(epochs);
  }

  /**
   * Each rung {@code reduction} times as far as the one before it.
   *
   * @param first epochs of the lowest
   * @param last epochs of a whole run
   */
  public static Rungs of(int first, int last, int reduction) {
    List<Integer> epochs = new ArrayList<>();
    for (long epoch = first; epoch < last; epoch *= reduction) {
      epochs.add((int) epoch);
    }
    epochs.add(last);
    return new Rungs(epochs, reduction);
  }

  /** The best of a rung that go on, the best first; failed ones never do. */
  List<Outcome> best(List<Outcome> of, int count) {
    return of.stream()
        .sorted(Outcome.BEST_FIRST)
        .limit(count)
        .filter(outcome -> !outcome.failed())
        .toList();
  }
}

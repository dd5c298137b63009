package kindling.model.scores;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The wrong predictions that a network was surest of, {@value #AT_MOST} at most; mergeable, and the
 * same in whatever order they were added. Not safe for use by two threads at once.
 */
public final class Mistakes implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many are kept. */
  public static final int AT_MOST = 24;

  private static final Comparator<Mistake> MOST_CONFIDENT_FIRST =
      Comparator.comparingDouble(Mistake::confidence)
          .reversed()
          .thenComparingInt(Mistake::id)
          .thenComparingInt(Mistake::predicted);

  private final ArrayList<Mistake> mostConfident = new ArrayList<>();

  /**
   * A wrong prediction.
   *
   * @param id of the example within its split
   * @param confidence the predicted class's softmax probability, from 0 to 1
   */
  public record Mistake(int id, int label, int predicted, double confidence)
      implements Serializable {}

  void add(Mistake mistake) {
    if (Double.isNaN(mistake.confidence)) {
      return;
    }
    if (mostConfident.size() < AT_MOST
        || MOST_CONFIDENT_FIRST.compare(mistake, mostConfident.get(mostConfident.size() - 1)) < 0) {
      mostConfident.add(mistake);
      mostConfident.sort(MOST_CONFIDENT_FIRST);
      mostConfident.subList(Math.min(AT_MOST, mostConfident.size()), mostConfident.size()).clear();
    }
  }

  void accumulate(Mistakes other) {
    other.mostConfident.forEach(this::add);
  }

  /** The surest first; of equally sure ones that with the lower id. */
  public List<Mistake> mostConfident() {
    return List.copyOf(mostConfident);
  }
}

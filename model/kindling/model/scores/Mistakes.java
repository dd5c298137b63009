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

  private static final Comparator<Mistake> SUREST_FIRST =
      Comparator.comparingDouble(Mistake::confidence)
          .reversed()
          .thenComparingInt(Mistake::id)
          .thenComparingInt(Mistake::predicted);

  private final List<Mistake> surest = new ArrayList<>();

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
    if (surest.size() < AT_MOST
        || SUREST_FIRST.compare(mistake, surest.get(surest.size() - 1)) < 0) {
      surest.add(mistake);
      surest.sort(SUREST_FIRST);
      surest.subList(Math.min(AT_MOST, surest.size()), surest.size()).clear();
    }
  }

  void accumulate(Mistakes other) {
    other.surest.forEach(this::add);
  }

  /** The surest first; of equally sure ones that with the lower id. */
  public List<Mistake> surest() {
    return List.copyOf(surest);
  }
}

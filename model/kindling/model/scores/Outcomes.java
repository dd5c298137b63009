package kindling.model.scores;

import java.io.Serializable;
import java.util.BitSet;

/**
 * What became of each example: which were predicted right, and resamples of them all. Mergeable.
 * Not safe for use by two threads at once.
 */
public final class Outcomes implements Serializable {
  private static final long serialVersionUID = 1L;

  private final BitSet right = new BitSet();
  private final Bootstrap bootstrap;

  /** No examples yet. */
  Outcomes(int classes, long seed) {
    this(new Bootstrap(classes, seed));
  }

  private Outcomes(Bootstrap bootstrap) {
    this.bootstrap = bootstrap;
  }

  Outcomes none() {
    return new Outcomes(bootstrap.none());
  }

  void add(int id, int label, int prediction, boolean among5, double loss) {
    right.set(id, prediction == label);
    bootstrap.add(id, label, prediction, among5, loss);
  }

  void accumulate(Outcomes other) {
    right.or(other.right);
    bootstrap.accumulate(other.bootstrap);
  }

  /** The ids of the examples that were predicted right, copied. */
  public BitSet right() {
    return (BitSet) right.clone();
  }

  /** Resamples of the examples. */
  public Bootstrap bootstrap() {
    return bootstrap;
  }
}

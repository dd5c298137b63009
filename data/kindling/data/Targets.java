package kindling.data;

import java.io.Serializable;
import java.util.Locale;

/**
 * What the examples of a batch are to be taken for: of each a label, another one with its share,
 * and a share that all classes have alike (label smoothing, Szegedy et al., "Rethinking the
 * Inception Architecture for Computer Vision", 2016, section 7). The two labels share what
 * smoothing leaves.
 *
 * @param labels the heavier label of each example
 * @param others the other label; the label itself where there is none
 * @param shares of the other labels, from 0 to 0.5
 * @param smoothing from 0 to below 1
 * @param classWeights how much a class weighs in the loss, at least 0; empty: all alike
 */
public record Targets(
    int[] labels, int[] others, float[] shares, double smoothing, float[] classWeights)
    implements Serializable {
  public Targets {
    if (labels.length != others.length || labels.length != shares.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected as many other labels and shares as labels, found %d labels, %d and %d",
              labels.length,
              others.length,
              shares.length));
    }
    for (float share : shares) {
      if (!(share >= 0 && share <= 0.5f)) {
        throw new IllegalArgumentException("expected shares from 0 to 0.5, found " + share);
      }
    }
    if (!(smoothing >= 0 && smoothing < 1)) {
      throw new IllegalArgumentException(
          "expected a smoothing from 0 to below 1, found " + smoothing);
    }
  }

  /** All classes weigh alike. */
  public Targets(int[] labels, int[] others, float[] shares, double smoothing) {
    this(labels, others, shares, smoothing, new float[0]);
  }

  /** One label an example. */
  public static Targets of(int[] labels) {
    return new Targets(labels, labels, new float[labels.length], 0);
  }

  /** The same, smoothed by so much. */
  public Targets smoothed(double by) {
    return by == smoothing ? this : new Targets(labels, others, shares, by, classWeights);
  }

  /** The same with classes of so much weight; none: all alike. */
  public Targets weighted(float[] weights) {
    return weights.length == 0 && classWeights.length == 0
        ? this
        : new Targets(labels, others, shares, smoothing, weights);
  }

  /** Whether classes weigh differently. */
  public boolean isWeighted() {
    return classWeights.length > 0;
  }

  /** What the weighted losses of the examples are divided by: the weights of their labels. */
  public double totalWeight() {
    if (!isWeighted()) {
      return size();
    }
    double total = 0;
    for (int i = 0; i < size(); i++) {
      total +=
          (1.0 - shares[i]) * classWeights[labels[i]]
              + (double) shares[i] * classWeights[others[i]];
    }
    return total;
  }

  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** The probability that an example is asked to have for a class. */
  public double probability(int example, int label, int classes) {
    double hard = 0;
    if (label == labels[example]) {
      hard += 1.0 - shares[example];
    }
    if (label == others[example]) {
      hard += shares[example];
    }
    return smoothing == 0 ? hard : (1 - smoothing) * hard + smoothing / classes;
  }

  /** Collects the examples of a batch in order. */
  public static final class Builder {
    private final int[] labels;
    private final int[] others;
    private final float[] shares;
    private int size;

    public Builder(int examples) {
      labels = new int[examples];
      others = new int[examples];
      shares = new float[examples];
    }

    /** Adds an example of two labels, whichever is the heavier. */
    public void add(int label, int other, float othersShare) {
      boolean heavier = othersShare > 0.5f;
      labels[size] = heavier ? other : label;
      others[size] = heavier ? label : other;
      shares[size++] = heavier ? 1 - othersShare : othersShare;
    }

    public Targets build() {
      return new Targets(labels, others, shares, 0);
    }
  }
}

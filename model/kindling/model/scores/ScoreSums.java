package kindling.model.scores;

import java.io.Serializable;
import kindling.data.Targets;

/**
 * The mergeable sums behind loss and accuracy, of any number of classes: each worker adds its
 * batches, the sums are merged in the workers' order, and divided once.
 *
 * <p>A prediction is right at top k if fewer than k other classes have a logit that is not below
 * the label's: ties count against the model, and a NaN at the label is never right.
 *
 * @param count examples
 * @param lossSum in nats
 * @param right1 examples whose label comes first
 * @param right5 examples whose label is among the first five, or all, if there are fewer
 */
public record ScoreSums(long count, double lossSum, long right1, long right5)
    implements Serializable {
  /** No examples yet. */
  public static final ScoreSums NONE = new ScoreSums(0, 0, 0, 0);

  /**
   * With a batch added: logits [batch × classes] and one target per row, whose heavier label is
   * taken for the true class. An empty batch adds nothing.
   *
   * @throws IllegalArgumentException if the sizes do not fit or a label is out of range
   */
  public ScoreSums plus(float[] logits, Targets targets, int classes) {
    if (targets.size() == 0 && logits.length == 0) {
      return this;
    }
    SoftmaxCrossEntropy.check(logits, targets, classes);
    double loss = lossSum;
    long first = right1;
    long among5 = right5;
    for (int row = 0; row < targets.size(); row++) {
      int rank = rank(logits, row * classes, targets.labels()[row], classes);
      loss += SoftmaxCrossEntropy.exampleLoss(logits, row, targets, classes);
      first += rank < 1 ? 1 : 0;
      among5 += rank < Math.min(5, classes) ? 1 : 0;
    }
    return new ScoreSums(count + targets.size(), loss, first, among5);
  }

  /** The sums of both; the loss is added in this order. */
  public ScoreSums plus(ScoreSums other) {
    return new ScoreSums(
        count + other.count, lossSum + other.lossSum, right1 + other.right1, right5 + other.right5);
  }

  /** How many other classes are not below the label; all of them if the label's logit is NaN. */
  static int rank(float[] logits, int from, int label, int classes) {
    float own = logits[from + label];
    if (Float.isNaN(own)) {
      return classes;
    }
    int rank = 0;
    for (int i = 0; i < classes; i++) {
      rank += i == label || logits[from + i] < own ? 0 : 1;
    }
    return rank;
  }

  /** The mean loss in nats; NaN without examples. */
  public double loss() {
    return lossSum / count;
  }

  /** The share of examples whose label comes first, from 0 to 1; NaN without examples. */
  public double top1() {
    return (double) right1 / count;
  }

  /** The share whose label is among the first five (or all, if fewer); NaN without examples. */
  public double top5() {
    return (double) right5 / count;
  }
}

package kindling.model.scores;

import java.util.Locale;
import kindling.data.Targets;

/**
 * The loss of classification: the mean over a batch of the cross-entropy of softmax(logits) against
 * each example's {@link Targets}, in nats; with one label an example -log softmax(logits)[label].
 * Where classes weigh differently, each class's part of an example's loss counts by its weight, and
 * the mean is over the weights of the labels, as in PyTorch's CrossEntropyLoss.
 *
 * <p>Written once for all engines, as a log-sum-exp in double that large logits do not overflow;
 * StrictMath, so that every processor gives the same bits. Infinite or NaN logits give a loss that
 * is not finite.
 */
public final class SoftmaxCrossEntropy {
  private SoftmaxCrossEntropy() {}

  /**
   * The mean loss.
   *
   * @param logits [batch × classes]
   * @param targets one per row, with labels from 0 to below {@code classes}
   * @throws IllegalArgumentException if the sizes do not fit, a label is out of range, or the batch
   *     is empty
   */
  public static double loss(float[] logits, Targets targets, int classes) {
    check(logits, targets, classes);
    if (targets.isWeighted()) {
      return WeightedCrossEntropy.lossAndGradient(
          logits, targets, classes, new float[logits.length]);
    }
    double sum = 0;
    for (int row = 0; row < targets.size(); row++) {
      sum += exampleLoss(logits, row, targets, classes);
    }
    return sum / targets.size();
  }

  /**
   * The mean loss, and into {@code gradient} its derivative by each logit: (softmax - target) /
   * batch.
   *
   * @throws IllegalArgumentException as {@link #loss}, and if the gradient is of another size than
   *     the logits
   */
  public static double lossAndGradient(
      float[] logits, Targets targets, int classes, float[] gradient) {
    check(logits, targets, classes);
    if (gradient.length != logits.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a gradient of %d values, found %d",
              logits.length,
              gradient.length));
    }
    if (targets.isWeighted()) {
      return WeightedCrossEntropy.lossAndGradient(logits, targets, classes, gradient);
    }
    double sum = 0;
    for (int row = 0; row < targets.size(); row++) {
      int from = row * classes;
      double total = logSumExp(logits, from, classes);
      double loss = 0;
      for (int label = 0; label < classes; label++) {
        float logit = logits[from + label];
        double target = targets.probability(row, label, classes);
        gradient[from + label] =
            (float) ((StrictMath.exp(logit - total) - target) / targets.size());
        loss += target == 0 ? 0 : target * (total - logit);
      }
      sum += loss;
    }
    return sum / targets.size();
  }

  /** The softmax of one row at a label, from 0 to 1. */
  static double probability(float[] logits, int row, int label, int classes) {
    return StrictMath.exp(
        logits[row * classes + label] - logSumExp(logits, row * classes, classes));
  }

  /** The loss of one row, whatever its class weighs. */
  static double exampleLoss(float[] logits, int row, Targets targets, int classes) {
    double total = logSumExp(logits, row * classes, classes);
    double loss = 0;
    for (int label = 0; label < classes; label++) {
      double target = targets.probability(row, label, classes);
      loss += target == 0 ? 0 : target * (total - logits[row * classes + label]);
    }
    return loss;
  }

  static double logSumExp(float[] logits, int from, int classes) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = from; i < from + classes; i++) {
      largest = Math.max(largest, logits[i]);
    }
    double sum = 0;
    for (int i = from; i < from + classes; i++) {
      sum += StrictMath.exp(logits[i] - largest);
    }
    return largest + StrictMath.log(sum);
  }

  /** Checks that the sizes fit and every label is a class. */
  static void check(float[] logits, Targets targets, int classes) {
    int rows = targets.size();
    if (rows == 0 || logits.length != (long) rows * classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%d logits for %d labels of %d classes", logits.length, rows, classes));
    }
    for (int row = 0; row < rows; row++) {
      check(targets.labels()[row], classes);
      check(targets.others()[row], classes);
    }
    if (targets.isWeighted() && targets.classWeights().length != classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected a weight for each of %d classes, found %d",
              classes,
              targets.classWeights().length));
    }
  }

  private static void check(int label, int classes) {
    if (label < 0 || label >= classes) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "expected labels from 0 to %d, found %d", classes - 1, label));
    }
  }
}

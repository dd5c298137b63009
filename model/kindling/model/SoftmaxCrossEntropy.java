package kindling.model;

/**
 * The loss of classification: the mean over a batch of -log softmax(logits)[label], in nats.
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
   * @param labels one per row, from 0 to below {@code classes}
   * @throws IllegalArgumentException if the sizes do not fit, a label is out of range, or the batch
   *     is empty
   */
  public static double loss(float[] logits, int[] labels, int classes) {
    check(logits, labels, classes);
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      sum += exampleLoss(logits, row, labels[row], classes);
    }
    return sum / labels.length;
  }

  /**
   * The mean loss, and into {@code gradient} its derivative by each logit: (softmax - one-hot) /
   * batch.
   *
   * @throws IllegalArgumentException as {@link #loss}, and if the gradient is of another size than
   *     the logits
   */
  public static double lossAndGradient(
      float[] logits, int[] labels, int classes, float[] gradient) {
    check(logits, labels, classes);
    if (gradient.length != logits.length) {
      throw new IllegalArgumentException(
          "expected a gradient of %d values, found %d".formatted(logits.length, gradient.length));
    }
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      int from = row * classes;
      int label = from + labels[row];
      double total = logSumExp(logits, from, classes);
      for (int i = from; i < from + classes; i++) {
        double probability = StrictMath.exp(logits[i] - total);
        gradient[i] = (float) ((i == label ? probability - 1 : probability) / labels.length);
      }
      sum += total - logits[label];
    }
    return sum / labels.length;
  }

  /** The loss of one row. */
  static double exampleLoss(float[] logits, int row, int label, int classes) {
    return logSumExp(logits, row * classes, classes) - logits[row * classes + label];
  }

  private static double logSumExp(float[] logits, int from, int classes) {
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
  static void check(float[] logits, int[] labels, int classes) {
    if (labels.length == 0 || logits.length != (long) labels.length * classes) {
      throw new IllegalArgumentException(
          "%d logits for %d labels of %d classes".formatted(logits.length, labels.length, classes));
    }
    for (int label : labels) {
      if (label < 0 || label >= classes) {
        throw new IllegalArgumentException(
            "expected labels from 0 to %d, found %d".formatted(classes - 1, label));
      }
    }
  }
}

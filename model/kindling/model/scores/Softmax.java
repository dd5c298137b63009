package kindling.model.scores;

/** Probabilities out of logits, by StrictMath in double, so that every processor gives the same. */
public final class Softmax {
  private Softmax() {}

  /** The softmax of one example's logits, each from 0 to 1. */
  public static double[] of(float[] logits) {
    double total = SoftmaxCrossEntropy.logSumExp(logits, 0, logits.length);
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      probabilities[i] = StrictMath.exp(logits[i] - total);
    }
    return probabilities;
  }
}

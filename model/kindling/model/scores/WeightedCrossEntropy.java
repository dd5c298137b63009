package kindling.model.scores;

import kindling.data.Targets;

/** {@link SoftmaxCrossEntropy} of classes that weigh differently. */
final class WeightedCrossEntropy {
  private WeightedCrossEntropy() {}

  /**
   * The weighted mean, and its derivative by each logit: (weight of the targets × softmax -
   * weighted target) / weight of the batch. A batch of no weight has a loss of 0, which nothing
   * changes.
   */
  static double lossAndGradient(float[] logits, Targets targets, int classes, float[] gradient) {
    double all = targets.totalWeight();
    double sum = 0;
    for (int row = 0; row < targets.size(); row++) {
      int from = row * classes;
      double total = SoftmaxCrossEntropy.logSumExp(logits, from, classes);
      double weight = 0;
      for (int label = 0; label < classes; label++) {
        double target = weighted(targets, row, label, classes);
        weight += target;
        sum += target == 0 ? 0 : target * (total - logits[from + label]);
      }
      for (int label = 0; label < classes; label++) {
        double slope =
            weight * StrictMath.exp(logits[from + label] - total)
                - weighted(targets, row, label, classes);
        gradient[from + label] = all == 0 ? 0 : (float) (slope / all);
      }
    }
    return all == 0 ? 0 : sum / all;
  }

  private static double weighted(Targets targets, int row, int label, int classes) {
    return targets.classWeights()[label] * targets.probability(row, label, classes);
  }
}

package kindling.model.scores;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import kindling.data.Targets;

/**
 * The mergeable sums behind the metrics of classification: each worker adds its batches, the driver
 * merges the workers in their order and divides once.
 *
 * <p>A prediction is right at top k if fewer than k other classes have a logit that is not below
 * the label's: ties count against the model, and a NaN at the label is never right. Not safe for
 * use by two threads at once. The methods that take other arrays or classes throw
 * IllegalArgumentException if these do not fit.
 */
public final class Scores implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final long[][] confusion;
  private final Calibration calibration = new Calibration();
  private final Mistakes mistakes = new Mistakes();
  private long count;
  private double lossSum;
  private long right1;
  private long right5;

  /** No examples yet, for at least two classes. */
  public Scores(int classes) {
    if (classes < 2) {
      throw new IllegalArgumentException("expected at least 2 classes, found " + classes);
    }
    this.classes = classes;
    this.confusion = new long[classes][classes];
  }

  /** What an epoch's training scores consist of, to be kept and gone on from; not copied. */
  public record Sums(long count, double lossSum, long right1, long right5, long[][] confusion) {}

  /** Scores with these sums. */
  public static Scores of(Sums sums) {
    Scores scores = new Scores(sums.confusion.length);
    scores.count = sums.count;
    scores.lossSum = sums.lossSum;
    scores.right1 = sums.right1;
    scores.right5 = sums.right5;
    for (int i = 0; i < scores.classes; i++) {
      System.arraycopy(sums.confusion[i], 0, scores.confusion[i], 0, scores.classes);
    }
    return scores;
  }

  /** The sums so far, without calibration and mistakes, which training has none of. */
  public Sums sums() {
    return new Sums(count, lossSum, right1, right5, confusion());
  }

  /**
   * Adds a batch: logits [batch × classes] and one target per row, whose heavier label is taken for
   * the true class. An empty batch adds nothing.
   */
  public void add(float[] logits, Targets targets) {
    if (targets.size() == 0 && logits.length == 0) {
      return;
    }
    SoftmaxCrossEntropy.check(logits, targets, classes);
    for (int row = 0; row < targets.size(); row++) {
      int label = targets.labels()[row];
      int rank = rank(logits, row * classes, label);
      count++;
      lossSum += SoftmaxCrossEntropy.exampleLoss(logits, row, targets, classes);
      right1 += rank < 1 ? 1 : 0;
      right5 += rank < Math.min(5, classes) ? 1 : 0;
      confusion[label][rank < 1 ? label : bestOther(logits, row * classes, label)]++;
    }
  }

  /**
   * Adds a batch of a split that is scored, with the examples' ids: its calibration and mistakes
   * too.
   */
  public void add(int[] ids, float[] logits, Targets targets) {
    add(logits, targets);
    for (int row = 0; row < targets.size(); row++) {
      int label = targets.labels()[row];
      boolean right = rank(logits, row * classes, label) < 1;
      int predicted = right ? label : bestOther(logits, row * classes, label);
      double confidence = SoftmaxCrossEntropy.probability(logits, row, predicted, classes);
      if (right) {
        calibration.addCorrect(confidence);
      } else {
        calibration.addIncorrect(confidence);
        mistakes.add(new Mistakes.Mistake(ids[row], label, predicted, confidence));
      }
    }
  }

  /** How many other classes are not below the label; all of them if the label's logit is NaN. */
  private int rank(float[] logits, int from, int label) {
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

  /** The class predicted in place of a label that did not win: the first of the largest others. */
  private int bestOther(float[] logits, int from, int label) {
    int best = label == 0 ? 1 : 0;
    for (int i = best + 1; i < classes; i++) {
      if (i != label && logits[from + i] > logits[from + best]) {
        best = i;
      }
    }
    return best;
  }

  /** The sums of both; the loss is added in the order of the arguments. */
  public static Scores merge(Scores first, Scores second) {
    if (first.classes != second.classes) {
      throw new IllegalArgumentException(
          "scores of %d and of %d classes".formatted(first.classes, second.classes));
    }
    Scores merged = new Scores(first.classes);
    merged.accumulate(first);
    merged.accumulate(second);
    return merged;
  }

  private void accumulate(Scores other) {
    count += other.count;
    lossSum += other.lossSum;
    right1 += other.right1;
    right5 += other.right5;
    calibration.accumulate(other.calibration);
    mistakes.accumulate(other.mistakes);
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        confusion[i][j] += other.confusion[i][j];
      }
    }
  }

  /** The number of examples. */
  public long count() {
    return count;
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

  /** Of the examples that were added with their ids. */
  public Calibration calibration() {
    return calibration;
  }

  /** Of the examples that were added with their ids, the surest first. */
  public List<Mistakes.Mistake> mistakes() {
    return mistakes.mostConfident();
  }

  /** The counts of examples [true class][predicted class], copied. */
  public long[][] confusion() {
    return IntStream.range(0, classes).mapToObj(i -> confusion[i].clone()).toArray(long[][]::new);
  }

  /** The scores of each class, in order. */
  public List<ClassScores> perClass() {
    return IntStream.range(0, classes).mapToObj(this::scores).collect(Collectors.toList());
  }

  private ClassScores scores(int label) {
    long predicted = IntStream.range(0, classes).mapToLong(i -> confusion[i][label]).sum();
    long examples = IntStream.range(0, classes).mapToLong(i -> confusion[label][i]).sum();
    return ClassScores.of(confusion[label][label], predicted, examples);
  }
}

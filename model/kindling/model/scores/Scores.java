package kindling.model.scores;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import kindling.data.Targets;

/**
 * The scores of a split: the mergeable sums of {@link ScoreSums}, the confusion of its classes, its
 * calibration and its mistakes. Each worker adds its batches, and the workers are merged in order.
 * Not safe for use by two threads at once. The methods that take other arrays or classes throw
 * IllegalArgumentException if these do not fit.
 */
public final class Scores implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int classes;
  private final long[][] confusion;
  private final Calibration calibration = new Calibration();
  private final Mistakes mistakes = new Mistakes();
  private final Outcomes outcomes;
  private ScoreSums sums = ScoreSums.NONE;

  /** No examples yet, for at least two classes. */
  public Scores(int classes) {
    this(classes, null);
  }

  private Scores(int classes, Outcomes outcomes) {
    if (classes < 2) {
      throw new IllegalArgumentException("expected at least 2 classes, found " + classes);
    }
    this.classes = classes;
    this.confusion = new long[classes][classes];
    this.outcomes = outcomes;
  }

  /**
   * The same, which keeps what becomes of each example.
   *
   * @param seed of the resamples
   */
  public static Scores withOutcomes(int classes, long seed) {
    return new Scores(classes, new Outcomes(classes, seed));
  }

  /**
   * Adds a batch: the examples' ids, logits [batch × classes] and one target per row, whose heavier
   * label is taken for the true class. An empty batch adds nothing.
   */
  public void add(int[] ids, float[] logits, Targets targets) {
    sums = sums.plus(logits, targets, classes);
    for (int row = 0; row < targets.size(); row++) {
      int label = targets.labels()[row];
      int rank = ScoreSums.rank(logits, row * classes, label, classes);
      boolean right = rank < 1;
      int predicted = right ? label : bestOther(logits, row * classes, label);
      double confidence = SoftmaxCrossEntropy.probability(logits, row, predicted, classes);
      confusion[label][predicted]++;
      if (right) {
        calibration.addCorrect(confidence);
      } else {
        calibration.addIncorrect(confidence);
        mistakes.add(new Mistakes.Mistake(ids[row], label, predicted, confidence));
      }
      if (outcomes != null) {
        double loss = SoftmaxCrossEntropy.exampleLoss(logits, row, targets, classes);
        outcomes.add(ids[row], label, predicted, rank < Math.min(5, classes), loss);
      }
    }
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

  /** No examples yet, of the same classes and kind. */
  public Scores none() {
    return new Scores(classes, outcomes == null ? null : outcomes.none());
  }

  /** The sums of both; the loss is added in the order of the arguments. */
  public static Scores merge(Scores first, Scores second) {
    if (first.classes != second.classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "scores of %d and of %d classes", first.classes, second.classes));
    }
    if ((first.outcomes == null) != (second.outcomes == null)) {
      throw new IllegalArgumentException("scores with and without what became of each example");
    }
    Scores merged = first.none();
    merged.accumulate(first);
    merged.accumulate(second);
    return merged;
  }

  private void accumulate(Scores other) {
    sums = sums.plus(other.sums);
    calibration.accumulate(other.calibration);
    mistakes.accumulate(other.mistakes);
    if (outcomes != null) {
      outcomes.accumulate(other.outcomes);
    }
    for (int i = 0; i < classes; i++) {
      for (int j = 0; j < classes; j++) {
        confusion[i][j] += other.confusion[i][j];
      }
    }
  }

  /** The sums behind loss and accuracy. */
  public ScoreSums sums() {
    return sums;
  }

  /** The number of examples. */
  public long count() {
    return sums.count();
  }

  /** The mean loss in nats; NaN without examples. */
  public double loss() {
    return sums.loss();
  }

  /** The share of examples whose label comes first, from 0 to 1; NaN without examples. */
  public double top1() {
    return sums.top1();
  }

  /** The share whose label is among the first five (or all, if fewer); NaN without examples. */
  public double top5() {
    return sums.top5();
  }

  /** How well confidence matches accuracy. */
  public Calibration calibration() {
    return calibration;
  }

  /** The wrong predictions, the surest first. */
  public List<Mistakes.Mistake> mistakes() {
    return mistakes.mostConfident();
  }

  /** What became of each example, where it is kept. */
  public Optional<Outcomes> outcomes() {
    return Optional.ofNullable(outcomes);
  }

  /** The counts of examples [true class][predicted class], copied. */
  public long[][] confusion() {
    return IntStream.range(0, classes).mapToObj(i -> confusion[i].clone()).toArray(long[][]::new);
  }

  /**
   * The counts of examples by the predicted class, for each true class in order; zeros are left
   * out, so that their number is at most that of the examples.
   */
  public List<SortedMap<Integer, Long>> sparseConfusion() {
    List<SortedMap<Integer, Long>> rows = new ArrayList<>();
    for (long[] row : confusion) {
      SortedMap<Integer, Long> counts = new TreeMap<>();
      for (int predicted = 0; predicted < classes; predicted++) {
        if (row[predicted] > 0) {
          counts.put(predicted, row[predicted]);
        }
      }
      rows.add(counts);
    }
    return rows;
  }

  /** The scores of each class, in order. */
  public List<ClassScores> perClass() {
    long[] predicted = new long[classes];
    long[] examples = new long[classes];
    for (int label = 0; label < classes; label++) {
      for (int i = 0; i < classes; i++) {
        predicted[i] += confusion[label][i];
        examples[label] += confusion[label][i];
      }
    }
    return IntStream.range(0, classes)
        .mapToObj(
            label -> ClassScores.of(confusion[label][label], predicted[label], examples[label]))
        .toList();
  }
}

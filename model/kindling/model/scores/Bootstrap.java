package kindling.model.scores;

import java.io.Serializable;
import java.util.stream.IntStream;
import kindling.data.Seeds;
import kindling.data.SplitMix64;

/**
 * Mergeable sums over {@value #RESAMPLES} resamples of a split, from which its scores have
 * intervals. In each resample an example counts a number of times that is drawn from Poisson's
 * distribution of mean 1, by the seed and the example's id alone, so that the intervals do not
 * depend on how examples are dealt. Not safe for use by two threads at once.
 *
 * <p>After Efron, "Bootstrap Methods: Another Look at the Jackknife", 1979, with the draws of
 * Chamandy, Muralidharan, Najmi and Naidu, "Estimating Uncertainty for Massive Data Streams", 2012,
 * section 3.
 */
public final class Bootstrap implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many there are. */
  public static final int RESAMPLES = 1000;

  /** Poisson's distribution of mean 1, cumulative; what is beyond its end is as rare as 1e-11. */
  private static final double[] CUMULATIVE = new double[13];

  static {
    double probability = StrictMath.exp(-1);
    double sum = 0;
    for (int count = 0; count < CUMULATIVE.length; count++) {
      sum += probability;
      CUMULATIVE[count] = sum;
      probability /= count + 1;
    }
    CUMULATIVE[CUMULATIVE.length - 1] = 1;
  }

  private final long seed;
  private final int[][] examples;
  private final int[][] predicted;
  private final int[][] right;
  private final long[] count = new long[RESAMPLES];
  private final long[] right1 = new long[RESAMPLES];
  private final long[] right5 = new long[RESAMPLES];
  private final double[] lossSum = new double[RESAMPLES];

  /** No examples yet. */
  Bootstrap(int classes, long seed) {
    this.seed = seed;
    this.examples = new int[classes][];
    this.predicted = new int[classes][];
    this.right = new int[classes][];
  }

  Bootstrap none() {
    return new Bootstrap(examples.length, seed);
  }

  /** Adds one example. */
  void add(int id, int label, int prediction, boolean among5, double loss) {
    int[] draws = draws(id);
    add(examples, label, draws);
    add(predicted, prediction, draws);
    if (prediction == label) {
      add(right, label, draws);
    }
    for (int resample = 0; resample < RESAMPLES; resample++) {
      count[resample] += draws[resample];
      right1[resample] += prediction == label ? draws[resample] : 0;
      right5[resample] += among5 ? draws[resample] : 0;
      lossSum[resample] += draws[resample] * loss;
    }
  }

  private int[] draws(int id) {
    SplitMix64 random = new SplitMix64(Seeds.of(seed, Seeds.BOOTSTRAP, id));
    int[] draws = new int[RESAMPLES];
    for (int resample = 0; resample < RESAMPLES; resample++) {
      double drawn = random.nextDouble();
      while (drawn >= CUMULATIVE[draws[resample]]) {
        draws[resample]++;
      }
    }
    return draws;
  }

  private static void add(int[][] sums, int label, int[] draws) {
    if (sums[label] == null) {
      sums[label] = new int[RESAMPLES];
    }
    for (int resample = 0; resample < RESAMPLES; resample++) {
      sums[label][resample] += draws[resample];
    }
  }

  /** Adds another's sums, of the same seed and classes. */
  void accumulate(Bootstrap other) {
    accumulate(examples, other.examples);
    accumulate(predicted, other.predicted);
    accumulate(right, other.right);
    for (int resample = 0; resample < RESAMPLES; resample++) {
      count[resample] += other.count[resample];
      right1[resample] += other.right1[resample];
      right5[resample] += other.right5[resample];
      lossSum[resample] += other.lossSum[resample];
    }
  }

  private static void accumulate(int[][] sums, int[][] others) {
    for (int label = 0; label < sums.length; label++) {
      if (others[label] != null) {
        add(sums, label, others[label]);
      }
    }
  }

  /** Of the share of examples whose label comes first. */
  public Interval top1() {
    return Interval.of(RESAMPLES, resample -> (double) right1[resample] / count[resample]);
  }

  /** Of the share whose label is among the first five. */
  public Interval top5() {
    return Interval.of(RESAMPLES, resample -> (double) right5[resample] / count[resample]);
  }

  /** Of the mean loss in nats. */
  public Interval loss() {
    return Interval.of(RESAMPLES, resample -> lossSum[resample] / count[resample]);
  }

  /** Of a class's scores; each resample without an example of the class is left out. */
  public ClassIntervals of(int label) {
    ClassScores[] scores =
        IntStream.range(0, RESAMPLES)
            .mapToObj(
                resample ->
                    ClassScores.of(
                        at(right, label, resample),
                        at(predicted, label, resample),
                        at(examples, label, resample)))
            .filter(score -> score.examples() > 0)
            .toArray(ClassScores[]::new);
    return new ClassIntervals(
        Interval.of(scores.length, resample -> scores[resample].precision()),
        Interval.of(scores.length, resample -> scores[resample].recall()),
        Interval.of(scores.length, resample -> scores[resample].f1()));
  }

  private static int at(int[][] sums, int label, int resample) {
    return sums[label] == null ? 0 : sums[label][resample];
  }
}

package kindling.model.scores;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Where a score would lie in 95 of 100 draws of as many examples; NaN where nothing is known.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  private static final double TAIL = 0.025;

  /** Between the outer fortieths of a score's resamples; those of NaN have nothing to score. */
  static Interval of(int resamples, IntToDoubleFunction score) {
    double[] sorted = new double[resamples];
    int known = 0;
    for (int resample = 0; resample < resamples; resample++) {
      double value = score.applyAsDouble(resample);
      if (!Double.isNaN(value)) {
        sorted[known++] = value;
      }
    }
    if (known == 0) {
      return new Interval(Double.NaN, Double.NaN);
    }
    Arrays.sort(sorted, 0, known);
    int outside = (int) (TAIL * known);
    return new Interval(sorted[outside], sorted[known - 1 - outside]);
  }
}

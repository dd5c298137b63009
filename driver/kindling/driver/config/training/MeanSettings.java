package kindling.driver.config.training;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.averaging.MeanWeights;
import kindling.model.averaging.NormStatistics;

/**
 * Which mean of a run's weights is scored and saved instead of the last ones.
 *
 * @param kind of mean
 * @param decay of what an optimizer step ago weighed, for {@link Kind#EMA}
 * @param fromFraction share of the run after which epochs count, for {@link Kind#SWA}
 * @param everyEpochs how often, for {@link Kind#SWA}
 * @param statistics where the running statistics of the mean come from
 */
public record MeanSettings(
    Kind kind, double decay, double fromFraction, int everyEpochs, NormStatistics statistics) {
  /** No mean. */
  static final MeanSettings NONE = new MeanSettings(Kind.NONE, 0, 0, 1, NormStatistics.AVERAGED);

  /** The means there are. */
  enum Kind {
    /** The weights as they are. */
    NONE,
    /** The exponential moving average over all steps, taken after each round. */
    EMA,
    /**
     * The mean over epochs' ends (Izmailov et al., Averaging Weights Leads to Wider Optima and
     * Better Generalization, 2018, algorithm 1).
     */
    SWA
  }

  /** Reads them; what is wrong with them goes to the other problems of the file. */
  public static MeanSettings read(KeyReader keys) {
    double decay = keys.number("ema.decay", 0, Range.BELOW_ONE);
    double from = keys.number("swa.from-fraction", 0, Range.BELOW_ONE);
    NormStatistics ofEma =
        keys.when(decay > 0, "ema.decay = 0").choice("ema.statistics", NormStatistics.AVERAGED);
    KeyReader swa = keys.when(from > 0, "swa.from-fraction = 0");
    int every = swa.count("swa.every-epochs", 1, 1);
    NormStatistics ofSwa = swa.choice("swa.statistics", NormStatistics.RE_ESTIMATED);
    if (decay > 0 && from > 0) {
      keys.problem("ema.decay and swa.from-fraction: choose one of them; the other is 0");
    }
    if (decay > 0) {
      return new MeanSettings(Kind.EMA, decay, 0, 1, ofEma);
    }
    return from > 0 ? new MeanSettings(Kind.SWA, 0, from, every, ofSwa) : NONE;
  }

  /**
   * The mean after a round.
   *
   * @param steps of the worker that took most
   * @param state after it
   * @param size floats of the weights, with which the state begins
   */
  public MeanWeights afterRound(MeanWeights before, int steps, float[] state, int size) {
    if (kind != Kind.EMA) {
      return before;
    }
    double kept = StrictMath.pow(decay, steps);
    return before.with(kept, 1 - kept, state, size);
  }

  /**
   * The mean after an epoch.
   *
   * @param epoch counted from 1
   * @param epochs of the run
   * @param state after it
   * @param size floats of the weights, with which the state begins
   */
  public MeanWeights afterEpoch(
      MeanWeights before, int epoch, int epochs, float[] state, int size) {
    int first = (int) (fromFraction * epochs) + 1;
    boolean counts = kind == Kind.SWA && epoch >= first && (epoch - first) % everyEpochs == 0;
    return counts ? before.with(1, 1, state, size) : before;
  }
}

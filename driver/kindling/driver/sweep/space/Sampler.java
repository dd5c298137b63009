package kindling.driver.sweep.space;

import java.util.List;
import java.util.SortedMap;

/** Draws the points of a space that are tried. A pure function of its seed and its arguments. */
public sealed interface Sampler permits RandomSampler, GridSampler, TpeSampler {
  /**
   * The point of a trial.
   *
   * @param trial counted from 1
   * @param known what has come of earlier trials
   */
  SortedMap<String, String> next(int trial, List<Observation> known);
}

package kindling.driver.sweep.space;

import java.util.List;
import java.util.SortedMap;

/**
 * Every combination of some values of each setting, in order.
 *
 * @param points at least as many as trials
 */
public record GridSampler(List<SortedMap<String, String>> points) implements Sampler {
  @Override
  public SortedMap<String, String> next(int trial, List<Observation> known) {
    return points.get(trial - 1);
  }
}

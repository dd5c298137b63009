package kindling.driver.sweep.space;

import java.util.List;
import java.util.SortedMap;
import kindling.data.Seeds;
import kindling.data.SplitMix64;

/**
 * Random search (Bergstra and Bengio, "Random Search for Hyper-Parameter Optimization", 2012):
 * every trial's values are drawn by the seed and its number alone.
 */
public record RandomSampler(Space space, long seed) implements Sampler {
  private static final long STREAM = 0x73656172_0001L;

  @Override
  public SortedMap<String, String> next(int trial, List<Observation> known) {
    SplitMix64 random = new SplitMix64(Seeds.of(seed, STREAM, trial));
    return space.point(dimension -> dimension.values().at(random.nextDouble()));
  }
}

package kindling.driver.sweep.space;

import java.util.List;
import java.util.SortedMap;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import kindling.data.Seeds;
import kindling.data.SplitMix64;

/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio and Kégl, "Algorithms for
 * Hyper-Parameter Optimization", 2011, section 4): the best 15 % of the known trials and the others
 * each give a density of every setting; of some values drawn from the first, the one with the
 * largest ratio of the two is tried. A setting that depends on others learns from the trials that
 * had it.
 *
 * @param startup trials that are drawn at random before
 */
public record TpeSampler(Space space, long seed, int startup) implements Sampler {
  private static final long STREAM = 0x73656172_0002L;
  private static final double GOOD = 0.15;
  private static final int CANDIDATES = 24;

  @Override
  public SortedMap<String, String> next(int trial, List<Observation> known) {
    if (known.size() < startup) {
      return new RandomSampler(space, seed).next(trial, known);
    }
    List<Observation> ranked = known.stream().sorted(Observation.BEST_FIRST).toList();
    int good = (int) Math.ceil(GOOD * ranked.size());
    SplitMix64 random = new SplitMix64(Seeds.of(seed, STREAM, trial));
    return space.point(
        dimension ->
            best(dimension, ranked.subList(0, good), ranked.subList(good, ranked.size()), random));
  }

  private static String best(
      Dimension dimension, List<Observation> good, List<Observation> others, SplitMix64 random) {
    if (dimension.values() instanceof Distribution.Choice choice) {
      double[] of = shares(choice, values(dimension, good));
      double[] among = shares(choice, values(dimension, others));
      double at =
          largest(() -> drawn(of, random), option -> of[(int) option] / among[(int) option]);
      return choice.options().get((int) at);
    }
    Parzen of = new Parzen(positions(dimension, good));
    Parzen among = new Parzen(positions(dimension, others));
    double at = largest(() -> of.draw(random), x -> of.density(x) / among.density(x));
    return dimension.values().at(at);
  }

  private static double largest(DoubleSupplier draw, DoubleUnaryOperator ratio) {
    double best = draw.getAsDouble();
    double bestRatio = ratio.applyAsDouble(best);
    for (int i = 1; i < CANDIDATES; i++) {
      double candidate = draw.getAsDouble();
      double of = ratio.applyAsDouble(candidate);
      if (of > bestRatio) {
        best = candidate;
        bestRatio = of;
      }
    }
    return best;
  }

  private static List<String> values(Dimension dimension, List<Observation> observations) {
    return observations.stream()
        .map(observation -> observation.point().get(dimension.key()))
        .filter(value -> value != null)
        .toList();
  }

  private static double[] positions(Dimension dimension, List<Observation> observations) {
    return values(dimension, observations).stream()
        .mapToDouble(dimension.values()::position)
        .toArray();
  }

  /** How often each option occurs, once more each, as shares of 1. */
  private static double[] shares(Distribution.Choice choice, List<String> values) {
    double[] shares = new double[choice.options().size()];
    for (int i = 0; i < shares.length; i++) {
      String option = choice.options().get(i);
      long count = values.stream().filter(option::equals).count();
      shares[i] = (count + 1.0) / (values.size() + shares.length);
    }
    return shares;
  }

  private static int drawn(double[] shares, SplitMix64 random) {
    double level = random.nextDouble();
    int option = 0;
    while (option < shares.length - 1 && level >= shares[option]) {
      level -= shares[option++];
    }
    return option;
  }
}

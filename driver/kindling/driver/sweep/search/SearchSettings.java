package kindling.driver.sweep.search;

import kindling.driver.config.KeyReader;
import kindling.driver.sweep.method.Asha;
import kindling.driver.sweep.method.Halving;
import kindling.driver.sweep.method.Method;
import kindling.driver.sweep.method.Rungs;
import kindling.driver.sweep.method.WholeTrials;
import kindling.driver.sweep.space.GridSampler;
import kindling.driver.sweep.space.RandomSampler;
import kindling.driver.sweep.space.Sampler;
import kindling.driver.sweep.space.Space;
import kindling.driver.sweep.space.TpeSampler;

/**
 * What a search is told beside its space.
 *
 * @param trials points that are tried; a grid's are all of its points
 * @param parallel trials that train at once; changes nothing but the time
 * @param window a job is decided when all but the {@code window - 1} jobs before it are known
 * @param minEpochs of the lowest rung
 * @param reduction of so many trials of a rung one goes on
 * @param startup trials drawn at random before the model decides
 */
record SearchSettings(
    Kind method,
    int trials,
    long seed,
    int parallel,
    int window,
    int minEpochs,
    int reduction,
    int startup) {
  /** The methods there are. */
  enum Kind {
    RANDOM,
    GRID,
    TPE,
    ASHA,
    HALVING;

    /** Whether trials are compared before their end. */
    boolean stopsEarly() {
      return this == ASHA || this == HALVING;
    }
  }

  static SearchSettings read(KeyReader keys) {
    Kind method = keys.choice("search.method", Kind.RANDOM);
    String choice = "search.method = " + KeyReader.word(method);
    KeyReader drawn = keys.when(method != Kind.GRID, choice);
    KeyReader rungs = keys.when(method.stopsEarly(), choice);
    SearchSettings settings =
        new SearchSettings(
            method,
            drawn.count("search.trials", 20, 1),
            drawn.whole("search.seed", 1, 0, Long.MAX_VALUE),
            keys.count("search.parallel", 1, 1),
            keys.count("search.window", 4, 1),
            rungs.count("search.min-epochs", 1, 1),
            rungs.count("search.reduction", 3, 2),
            keys.when(method == Kind.TPE, choice).count("search.startup", 8, 1));
    if (settings.parallel > settings.window) {
      keys.reject("search.parallel", "at most search.window = " + settings.window);
    }
    return settings;
  }

  Sampler sampler(Space space) {
    return switch (method) {
      case GRID -> new GridSampler(space.grid());
      case TPE -> new TpeSampler(space, seed, startup);
      case RANDOM, ASHA, HALVING -> new RandomSampler(space, seed);
    };
  }

  /**
   * Decides what is trained.
   *
   * @param epochs of a whole run
   */
  Method method(Space space, int epochs) {
    Rungs rungs = Rungs.of(minEpochs, epochs, reduction);
    return switch (method) {
      case GRID -> new WholeTrials(space.grid().size());
      case TPE, RANDOM -> new WholeTrials(trials);
      case ASHA -> new Asha(rungs, trials);
      case HALVING -> new Halving(rungs, trials);
    };
  }
}

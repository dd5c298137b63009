package kindling.model.averaging;

import java.util.List;

/**
 * K, the local steps between two averages, by stage of the run: constant in local SGD (Stich,
 * 2019); 1 and later more in post-local SGD (Lin et al., Don't Use Large Mini-Batches, Use Local
 * SGD, 2020, section 3).
 *
 * @param stages in the order in which they begin, the first at the run's start
 */
public record StepsPerRound(List<Stage> stages) {
  /** As many steps as an epoch has. */
  public static final int EPOCH = Integer.MAX_VALUE;

  /**
   * A stretch of the run with one K.
   *
   * @param from share of the run's steps, from 0 to below 1, at which it begins
   * @param steps at least 1; a round never goes beyond an epoch's end
   */
  public record Stage(double from, int steps) {
    public Stage {
      if (!(from >= 0 && from < 1) || steps < 1) {
        throw new IllegalArgumentException(
            "expected a share from 0 to below 1 and a step or more, found " + from + ", " + steps);
      }
    }
  }

  public StepsPerRound {
    stages = List.copyOf(stages);
    if (stages.isEmpty() || stages.get(0).from() != 0) {
      throw new IllegalArgumentException("expected a first stage from 0, found " + stages);
    }
    for (int i = 1; i < stages.size(); i++) {
      if (stages.get(i).from() <= stages.get(i - 1).from()) {
        throw new IllegalArgumentException("expected later and later stages, found " + stages);
      }
    }
  }

  /** The same K throughout. */
  public static StepsPerRound constant(int steps) {
    return new StepsPerRound(List.of(new Stage(0, steps)));
  }

  /**
   * The step before which the round that begins at a step ends: K steps later, or where the next
   * stage begins.
   *
   * @param step counted from the run's start, from 0
   * @param run steps of the whole run
   */
  public long end(long step, long run) {
    long end = Long.MAX_VALUE;
    for (int i = stages.size() - 1; i >= 0; i--) {
      Stage stage = stages.get(i);
      long begins = (long) Math.ceil(stage.from() * run);
      if (begins <= step) {
        return Math.min(end, step + stage.steps());
      }
      end = begins;
    }
    throw new IllegalArgumentException("expected a step of at least 0, found " + step);
  }
}

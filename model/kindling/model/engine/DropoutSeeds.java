package kindling.model.engine;

import java.util.Arrays;
import kindling.data.SplitMix64;
import kindling.data.batch.Batch;
import kindling.model.architecture.Architecture;

/**
 * What dropout draws from in the steps of a worker, the same in all engines: a worker stays a pure
 * function, and a batch that comes again at another step or other weights gets other masks.
 */
public final class DropoutSeeds {
  private final int start;

  private DropoutSeeds(int start) {
    this.start = start;
  }

  /**
   * The seeds of the steps from these weights.
   *
   * @param weights in the layout's order
   */
  public static DropoutSeeds of(Architecture architecture, float[] weights) {
    return new DropoutSeeds(architecture.drops() ? Arrays.hashCode(weights) : 0);
  }

  /**
   * The seed of a step.
   *
   * @param step from 0, since these weights
   */
  public long of(int step, Batch batch) {
    long images = Arrays.hashCode(batch.ids());
    return (images << 32 | start & 0xFFFFFFFFL) + step * SplitMix64.GOLDEN_GAMMA;
  }
}

package kindling.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import kindling.data.Batches;
import kindling.data.DataException;
import kindling.data.Seeds;

/** Deals a training list out to workers, on the driver. */
public final class Sharding {
  private Sharding() {}

  /**
   * Shuffles the examples by the seed, unless they lie there shuffled, and cuts them into
   * contiguous shares whose sizes differ by at most one: of a prepared set a share is a range of
   * rows, and no worker reads what another trains on.
   *
   * @throws DataException where there are fewer examples than workers
   */
  public static List<Examples> deal(Examples examples, int workers, long seed) {
    if (workers < 1) {
      throw new IllegalArgumentException("expected at least 1 worker, found " + workers);
    }
    if (examples.size() < workers) {
      throw new DataException(
          "more workers than examples: expected at least one example for each of "
              + workers
              + " workers, found "
              + examples.size()
              + "; lower the number of workers to "
              + examples.size()
              + " or fewer, or use a larger dataset");
    }
    int[] order = order(examples, seed);
    List<Examples> shares = new ArrayList<>(workers);
    for (int worker = 0; worker < workers; worker++) {
      int from = Batches.start(examples.size(), workers, worker);
      int to = Batches.start(examples.size(), workers, worker + 1);
      shares.add(examples.select(Arrays.copyOfRange(order, from, to)));
    }
    return shares;
  }

  private static int[] order(Examples examples, long seed) {
    return examples.isShuffled()
        ? IntStream.range(0, examples.size()).toArray()
        : Seeds.permutation(examples.size(), Seeds.of(seed, Seeds.DEAL));
  }
}

package kindling.data;

/**
 * How n examples are cut into batches: ceil(n / batchSize) of them, whose sizes differ by at most
 * one, so that no step is taken on a handful of examples.
 */
public final class Batches {
  private Batches() {}

  /** The number of batches. */
  public static int count(int n, int batchSize) {
    if (n < 0 || batchSize < 1) {
      throw new IllegalArgumentException(
          "expected n of at least 0 and a batch size of at least 1, found "
              + n
              + " and "
              + batchSize);
    }
    return (int) (((long) n + batchSize - 1) / batchSize);
  }

  /**
   * The position of the first example of batch i, in 0 … count; that of batch {@code count} is n.
   */
  public static int start(int n, int count, int i) {
    return (int) ((long) n * i / count);
  }
}

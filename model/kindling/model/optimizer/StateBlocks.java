package kindling.model.optimizer;

/**
 * Two vectors of an optimizer's state, block by block in arrays of their own. The compiler makes
 * vector instructions of a loop over two arrays, not of one over two places of the same array.
 */
final class StateBlocks {
  private static final int BLOCK = 2048;

  private StateBlocks() {}

  /** What is done with a block. */
  @FunctionalInterface
  interface Loop {
    /**
     * Runs over a block.
     *
     * @param at the position of its first parameter
     * @param first and {@code second} hold the block's state from position 0; changes are kept
     */
    void run(int at, int length, float[] first, float[] second);
  }

  /** Runs over all blocks of a span, in order. */
  static void each(TensorOptimizer.Span span, float[] state, Loop loop) {
    int size = Math.min(BLOCK, span.to() - span.from());
    float[] first = new float[size];
    float[] second = new float[size];
    for (int at = span.from(); at < span.to(); at += size) {
      int length = Math.min(size, span.to() - at);
      System.arraycopy(state, at, first, 0, length);
      System.arraycopy(state, at + span.parameters(), second, 0, length);
      loop.run(at, length, first, second);
      System.arraycopy(first, 0, state, at, length);
      System.arraycopy(second, 0, state, at + span.parameters(), length);
    }
  }
}

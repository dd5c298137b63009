package kindling.model.dl4j;

/**
 * What a replica's kernels share: the threads that they run on, and the flat arrays that they read
 * and leave in the current step. Held by one replica.
 */
final class Step {
  final ParallelLoop loop;

  /** Parameters and buffers, as the caller gave them. */
  float[] weights;

  /** The gradient by the parameters that kernels own. */
  float[] gradient;

  /** The new running statistics, from position 0. */
  float[] buffers;

  /** What dropout draws from. */
  long seed;

  Step(int threads) {
    this.loop = new ParallelLoop(threads);
  }

  void begin(float[] weights, int parameters, int buffers) {
    this.weights = weights;
    this.gradient = new float[parameters];
    this.buffers = new float[buffers];
  }
}

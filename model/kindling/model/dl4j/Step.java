package kindling.model.dl4j;

/**
 * The flat arrays that a replica's kernels work on in the current call: what they read, and what
 * they leave. Held by one replica, used on its threads only.
 */
final class Step {
  /** Parameters and buffers, as the caller gave them. */
  float[] weights;

  /** The gradient by the parameters that kernels own. */
  float[] gradient;

  /** The new running statistics, from position 0. */
  float[] buffers;

  /** What dropout draws from. */
  long seed;

  void begin(float[] weights, int parameters, int buffers) {
    this.weights = weights;
    this.gradient = new float[parameters];
    this.buffers = new float[buffers];
  }
}

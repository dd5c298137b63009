package kindling.model.optimizer;

/** An optimizer that moves by {@link Moments} without bias, which asks for the count of steps. */
interface MomentOptimizer extends TensorOptimizer {
  /** How the moments are kept. */
  Moments moments();

  @Override
  default int vectors() {
    return 2;
  }

  @Override
  default boolean countsSteps() {
    return true;
  }
}

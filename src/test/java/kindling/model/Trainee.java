package kindling.model;

/** A replica with a batch of its own that trains, whatever library it trains with. */
public interface Trainee extends AutoCloseable {
  /** Of every step. */
  double RATE = 0.01;

  /** In Nesterov's form. */
  double MOMENTUM = 0.9;

  /** Added to the gradient, times the weight. */
  double WEIGHT_DECAY = 5e-4;

  /**
   * Forward, backward and update.
   *
   * @throws IllegalStateException if the loss is not finite
   */
  void step();

  @Override
  void close();

  /** Throws IllegalStateException if the loss is not finite. */
  static void expectFinite(double loss) {
    if (!Double.isFinite(loss)) {
      throw new IllegalStateException("the loss is " + loss);
    }
  }
}

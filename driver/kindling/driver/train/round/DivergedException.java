package kindling.driver.train.round;

import java.util.Locale;

/** A training loss that is no longer finite (exit code 4). The last checkpoint is kept. */
public final class DivergedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DivergedException(String message) {
    super(message);
  }

  DivergedException(int epoch, int round, int worker, Divergence divergence) {
    super(
        String.format(
            Locale.ROOT,
            "the loss is not finite any more: epoch %d, round %d, worker %d, learning rate %.6g;"
                + " the last finite loss was %s. Lower schedule.rate or warm up for longer.",
            epoch,
            round,
            worker,
            divergence.learningRate(),
            Double.isNaN(divergence.lastFiniteLoss())
                ? "none of this round"
                : String.format(Locale.ROOT, "%.6g", divergence.lastFiniteLoss())));
  }
}

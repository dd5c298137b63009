package kindling.model.weights;

/**
 * Weights that cannot be read, or that do not fit the architecture; the message says what was
 * expected, what was found, and where.
 */
public final class WeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WeightsException(String message) {
    super(message);
  }

  public WeightsException(String message, Throwable cause) {
    super(message, cause);
  }
}

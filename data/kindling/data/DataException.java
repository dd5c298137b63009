package kindling.data;

/**
 * A problem of the user's data, found on the driver before training starts (exit code 3).
 *
 * <p>The message says what was expected, what was found, where, and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}

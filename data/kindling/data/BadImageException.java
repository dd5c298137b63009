package kindling.data;

/** One image that is unreadable or of the wrong size; the run goes on without it. */
public final class BadImageException extends Exception {
  private static final long serialVersionUID = 1;

  public BadImageException(String message) {
    super(message);
  }

  public BadImageException(String message, Throwable cause) {
    super(message, cause);
  }
}

package kindling.data.parquet;

/** Pages of a column that cannot be read. */
public final class DamagedColumnException extends Exception {
  private static final long serialVersionUID = 1;

  DamagedColumnException(String message, Throwable cause) {
    super(message, cause);
  }
}

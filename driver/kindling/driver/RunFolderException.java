package kindling.driver;

/** A run folder that is in use or does not fit the run asked for (exit code 5). */
final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RunFolderException(String message) {
    super(message);
  }
}

package kindling.driver.run.folder;

/** A run folder that is in use or does not fit the run asked for (exit code 5). */
public final class RunFolderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunFolderException(String message) {
    super(message);
  }
}

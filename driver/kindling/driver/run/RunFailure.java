package kindling.driver.run;

/**
 * What failure.json says: why the run's last driver ended without a result. It goes when the run
 * goes on.
 *
 * @param reason in words for people
 */
public record RunFailure(String reason) {
  /** The name of the file in the run folder. */
  public static final String FILE = "failure.json";
}

package kindling.driver.sweep.method;

/**
 * A piece of a search: a trial trained up to and including an epoch, from where it was left.
 *
 * @param trial counted from 1
 * @param epochs in all, or {@link #TO_THE_END}
 */
public record Job(int trial, int epochs) {
  /** As many epochs as the trial's settings say. */
  public static final int TO_THE_END = Integer.MAX_VALUE;
}

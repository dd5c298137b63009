package kindling.data.keys;

/**
 * The finite numbers that a setting may take.
 *
 * @param description for people, "a number from 0 to 1"
 * @param least smallest value, itself allowed
 * @param below first value that is too large
 */
public record Range(String description, double least, double below) {
  public static final Range NOT_NEGATIVE =
      new Range("a number of at least 0", 0, Double.POSITIVE_INFINITY);
  public static final Range POSITIVE =
      new Range("a number above 0", Double.MIN_VALUE, Double.POSITIVE_INFINITY);
  public static final Range AT_LEAST_ONE =
      new Range("a number of at least 1", 1, Double.POSITIVE_INFINITY);
  public static final Range BELOW_ONE = new Range("a number of at least 0 and below 1", 0, 1);
  public static final Range INNER_FRACTION =
      new Range("a number between 0 and 1", Double.MIN_VALUE, 1);
  public static final Range SHARE =
      new Range("a number above 0, at most 1", Double.MIN_VALUE, Math.nextUp(1.0));
  public static final Range REDUCTION =
      new Range("a number above 0 and up to 1", Double.MIN_VALUE, Math.nextUp(1.0));
  public static final Range FRACTION = new Range("a number from 0 to 1", 0, Math.nextUp(1.0));

  /** Whether the number is one of them. */
  public boolean contains(double value) {
    return value >= least && value < below;
  }
}

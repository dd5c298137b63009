package kindling.model.scores;

/**
 * How well one class is recognized: each score is from 0 to 1, and 0 where it divides by nothing.
 *
 * @param examples how many examples are of the class
 * @param precision of those predicted to be of the class, the share that is
 * @param recall of those of the class, the share predicted to be
 * @param f1 the harmonic mean of the two
 */
public record ClassScores(long examples, double precision, double recall, double f1) {
  static ClassScores of(long right, long predicted, long examples) {
    return new ClassScores(
        examples,
        ratio(right, predicted),
        ratio(right, examples),
        ratio(2 * right, predicted + examples));
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}

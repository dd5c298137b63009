package kindling.driver.sweep.study;

/**
 * Some values of the same figure, one for each seed.
 *
 * @param n how many
 * @param mean 0 without any
 * @param deviation standard deviation of the sample (n - 1); 0 for fewer than two
 */
record Spread(int n, double mean, double deviation) {
  static Spread of(double[] values) {
    int n = values.length;
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    double mean = n == 0 ? 0 : sum / n;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new Spread(n, mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1)));
  }
}

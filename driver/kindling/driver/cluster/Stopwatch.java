package kindling.driver.cluster;

/** Wall-clock time since its start, by this process's monotonic clock. */
public record Stopwatch(long startNanos) {
  /** One that starts now. */
  public static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  /** Since its start. */
  public double seconds() {
    return nanos() / 1e9;
  }
}

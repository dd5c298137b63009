package kindling.driver;

/** Wall-clock time since its start, by this process's monotonic clock. */
record Stopwatch(long startNanos) {
  static Stopwatch start() {
    return new Stopwatch(System.nanoTime());
  }

  long nanos() {
    return System.nanoTime() - startNanos;
  }

  double seconds() {
    return nanos() / 1e9;
  }
}

package kindling.driver.cluster;

/** How far long work is, as it is shown to people. Lives on the driver. */
public interface Progress extends AutoCloseable {
  /** Shows nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void advance(long examples) {}

        @Override
        public void close() {}
      };

  /** So many more examples are done. */
  void advance(long examples);

  @Override
  void close();
}

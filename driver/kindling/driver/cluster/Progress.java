package kindling.driver.cluster;

/** How far long work is, as it is shown to people. Lives on the driver. */
public interface Progress extends AutoCloseable {
  /** Shows nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void skip(long examples) {}

        @Override
        public void advance(long examples) {}

        @Override
        public void close() {}
      };

  /** So many were done before this start: they tell nothing of its speed. Before all else. */
  void skip(long examples);

  /** So many more examples are done. */
  void advance(long examples);

  @Override
  void close();
}

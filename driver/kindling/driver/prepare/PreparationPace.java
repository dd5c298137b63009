package kindling.driver.prepare;

import java.util.List;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;

/** Says how far a split is at each tenth of it, in images and bytes. Lives on the driver. */
final class PreparationPace implements SplitJob.Pace {
  private static final int LINES = 10;

  private final String split;
  private final long all;
  private final Stopwatch stopwatch;
  private final Console console;
  private long shown;

  PreparationPace(String split, long all, Stopwatch stopwatch, Console console) {
    this.split = split;
    this.all = all;
    this.stopwatch = stopwatch;
    this.console = console;
  }

  @Override
  public void at(long images, long bytes) {
    long tenth = images * LINES / Math.max(1, all);
    if (tenth > shown && images < all) {
      shown = tenth;
      double seconds = stopwatch.seconds();
      console.remark(
          "%s: %,d of %,d images read, %,.0f images/s, %.1f MB/s, %.0f s left",
          split,
          images,
          all,
          images / seconds,
          bytes / 1e6 / seconds,
          (all - images) * seconds / images);
    }
  }

  /** Says how fast the whole was. */
  void end(List<WrittenShard> written) {
    double seconds = stopwatch.seconds();
    long images = written.stream().mapToLong(shard -> shard.summary().images()).sum();
    long bytes = written.stream().mapToLong(shard -> shard.summary().bytes()).sum();
    console.remark(
        "%s: %,d images written in %.1f s, %,.0f images/s, %.1f MB/s",
        split, images, seconds, images / seconds, bytes / 1e6 / seconds);
  }
}

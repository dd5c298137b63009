package kindling.driver.predict;

import kindling.driver.cluster.Console;
import org.apache.spark.sql.streaming.StreamingQueryListener;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Says after each batch of arrived images how fast it was. On the driver. */
final class StreamProgress extends StreamingQueryListener {
  private static final long serialVersionUID = 1L;

  private final transient Console console;

  StreamProgress(Console console) {
    this.console = console;
  }

  @Override
  public void onQueryStarted(QueryStartedEvent event) {}

  @Override
  public void onQueryProgress(QueryProgressEvent event) {
    StreamingQueryProgress progress = event.progress();
    if (progress.numInputRows() > 0) {
      console.remark(
          "batch %d: %,d images, %,.0f images/s",
          progress.batchId(), progress.numInputRows(), progress.processedRowsPerSecond());
    }
  }

  @Override
  public void onQueryTerminated(QueryTerminatedEvent event) {}
}

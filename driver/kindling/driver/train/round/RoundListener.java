package kindling.driver.train.round;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kindling.driver.run.metrics.RoundJob;
import org.apache.spark.Success$;
import org.apache.spark.TaskKilled;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.executor.TaskMetrics;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.BlockUpdatedInfo;
import org.apache.spark.storage.BroadcastBlockId;

/**
 * Listens, from its opening to its closing, to what Spark says of one round's job, whatever other
 * jobs run meanwhile. Lives on the driver; Spark calls it on one thread of its own.
 */
final class RoundListener extends SparkListener implements AutoCloseable {
  /** The local property of a round's job; its value is the id of the broadcast state. */
  private static final String ROUND = "kindling.round";

  private static final long PATIENCE_SECONDS = 5;

  private final JavaSparkContext spark;
  private final CompletableFuture<RoundJob> end = new CompletableFuture<>();
  private final Map<Long, Long> broadcastBytes = new HashMap<>();
  private final TreeMap<Integer, Long> stageMillis = new TreeMap<>();
  private int job = -1;
  private volatile long state = -1;
  private long taskMillis;
  private long bytesIn;
  private long shuffleWritten;
  private long shuffleRead;
  private int failedTasks;

  private RoundListener(JavaSparkContext spark) {
    this.spark = spark;
  }

  static RoundListener open(JavaSparkContext spark) {
    RoundListener listener = new RoundListener(spark);
    spark.sc().addSparkListener(listener);
    return listener;
  }

  /** Takes the next job of this thread for the round that starts from this broadcast state. */
  void expect(long broadcast) {
    state = broadcast;
    spark.setLocalProperty(ROUND, Long.toString(broadcast));
  }

  /** What was heard of a job that has ended; nothing where Spark dropped events in a rush. */
  Optional<RoundJob> job() {
    try {
      return Optional.of(end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    spark.setLocalProperty(ROUND, null);
    spark.sc().removeSparkListener(this);
  }

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated event) {
    BlockUpdatedInfo block = event.blockUpdatedInfo();
    if (block.blockManagerId().isDriver()
        && block.blockId() instanceof BroadcastBlockId piece
        && piece.field().startsWith("piece")) {
      broadcastBytes.merge(piece.broadcastId(), block.memSize() + block.diskSize(), Long::sum);
    }
  }

  @Override
  public void onJobStart(SparkListenerJobStart event) {
    if (isRound(event.properties())) {
      job = event.jobId();
    }
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted event) {
    if (isRound(event.properties())) {
      stageMillis.putIfAbsent(event.stageInfo().stageId(), 0L);
    }
  }

  @Override
  public void onStageCompleted(SparkListenerStageCompleted event) {
    StageInfo stage = event.stageInfo();
    if (stage.submissionTime().isDefined() && stage.completionTime().isDefined()) {
      long millis = (long) stage.completionTime().get() - (long) stage.submissionTime().get();
      stageMillis.computeIfPresent(stage.stageId(), (id, before) -> before + millis);
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (!stageMillis.containsKey(event.stageId())) {
      return;
    }
    if (event.reason() != Success$.MODULE$) {
      failedTasks += event.reason() instanceof TaskKilled ? 0 : 1;
      return;
    }
    TaskMetrics metrics = event.taskMetrics();
    if (event.taskType().equals("ResultTask")) {
      bytesIn += metrics.resultSize();
      shuffleRead += metrics.shuffleReadMetrics().totalBytesRead();
    } else {
      taskMillis += metrics.executorRunTime();
      shuffleWritten += metrics.shuffleWriteMetrics().bytesWritten();
    }
  }

  /** The merge is the stage with the highest id, because Spark numbers parents first. */
  @Override
  public void onJobEnd(SparkListenerJobEnd event) {
    if (event.jobId() != job) {
      return;
    }
    long mergeMillis = stageMillis.isEmpty() ? 0 : stageMillis.lastEntry().getValue();
    long allMillis = stageMillis.values().stream().mapToLong(Long::longValue).sum();
    end.complete(
        new RoundJob(
            allMillis - mergeMillis,
            mergeMillis,
            taskMillis,
            broadcastBytes.getOrDefault(state, 0L),
            bytesIn,
            shuffleWritten,
            shuffleRead,
            failedTasks));
  }

  private boolean isRound(Properties properties) {
    return properties != null && Long.toString(state).equals(properties.getProperty(ROUND));
  }
}

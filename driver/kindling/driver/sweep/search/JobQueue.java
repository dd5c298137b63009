package kindling.driver.sweep.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.folder.Json;
import kindling.driver.run.folder.RunFolderException;
import kindling.driver.sweep.method.Job;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The jobs of a search in the order in which they were decided, some of them at work at once; their
 * results are kept in trials.jsonl. Lives on the driver.
 */
final class JobQueue implements AutoCloseable {
  private static final String FILE = "trials.jsonl";
  private static final long ENDING_SECONDS = 60;
  private static final long CANCELLING_MILLIS = 100;

  private final JavaSparkContext spark;
  private final Trials trials;
  private final TrialTable table;
  private final ClaimedFolder folder;
  private final Consumer<List<TrialResult>> report;
  private final ExecutorService threads;
  private final List<Future<TrialResult>> results = new ArrayList<>();
  private final List<Integer> trialsBegun = new ArrayList<>();
  private final SortedMap<Integer, TrialResult> done = new TreeMap<>();

  /**
   * A queue that knows what is done already.
   *
   * @param report told all finished jobs in order, whenever there is another one
   * @param parallel jobs at work at once
   */
  JobQueue(
      JavaSparkContext spark,
      Trials trials,
      TrialTable table,
      ClaimedFolder folder,
      Consumer<List<TrialResult>> report,
      int parallel)
      throws IOException {
    this.spark = spark;
    this.trials = trials;
    this.table = table;
    this.folder = folder;
    this.report = report;
    this.threads = Executors.newFixedThreadPool(parallel);
    for (TrialResult result : folder.lines(FILE, TrialResult.class)) {
      done.put(result.job(), result);
    }
  }

  /** Puts a job behind the others. */
  void add(Job job, SortedMap<String, String> point) {
    int number = results.size() + 1;
    int rung = Collections.frequency(trialsBegun, job.trial());
    trialsBegun.add(job.trial());
    TrialResult before = doneBefore(number);
    if (before == null) {
      results.add(threads.submit(() -> finished(trials.train(number, rung, job, point))));
    } else if (before.trial() == job.trial() && before.settings().equals(point)) {
      table.ended(before);
      results.add(CompletableFuture.completedFuture(before));
    } else {
      throw new RunFolderException(
          String.format(
              Locale.ROOT,
              "%s: job %d was trial %d with %s, and is now trial %d with %s. Put the file back, or start"
                  + " anew in another run.dir.",
              FILE,
              number,
              before.trial(),
              before.settings(),
              job.trial(),
              point));
    }
  }

  /**
   * Waits for a job's result. Throws what the job threw.
   *
   * @param number of the job, counted from 1
   */
  TrialResult result(int number) throws IOException {
    try {
      return results.get(number - 1).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      } else if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(
          String.format(Locale.ROOT, "job %d failed", number), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for job " + number, e);
    }
  }

  /** The finished jobs in order. */
  synchronized List<TrialResult> done() {
    return List.copyOf(done.values());
  }

  private synchronized TrialResult doneBefore(int number) {
    return done.get(number);
  }

  private synchronized TrialResult finished(TrialResult result) {
    done.put(result.job(), result);
    folder.write(
        FILE, done.values().stream().map(r -> Json.line(r) + "\n").collect(Collectors.joining()));
    table.ended(result);
    report.accept(done());
    return result;
  }

  /**
   * Ends what is still at work; what it has trained so far stays in its checkpoints. Threads are
   * not interrupted, which may catch them while they write a file: what they ask of Spark next
   * fails.
   */
  @Override
  public void close() {
    threads.shutdown();
    if (results.stream().allMatch(Future::isDone)) {
      return;
    }
    results.forEach(result -> result.cancel(false));
    Stopwatch ending = Stopwatch.start();
    try {
      do {
        spark.sc().cancelAllJobs();
      } while (!threads.awaitTermination(CANCELLING_MILLIS, TimeUnit.MILLISECONDS)
          && ending.seconds() < ENDING_SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

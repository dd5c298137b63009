package kindling.driver.sweep.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import kindling.data.Storage;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.KeyReader;
import kindling.driver.evaluate.SharedData;
import kindling.driver.report.RunReport;
import kindling.driver.report.page.Tile;
import kindling.driver.run.ClaimedFolder;
import kindling.driver.run.StartMode;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.log.LoggedConsole;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.method.Job;
import kindling.driver.sweep.method.JobHistory;
import kindling.driver.sweep.method.Method;
import kindling.driver.sweep.method.Outcome;
import kindling.driver.sweep.space.Observation;
import kindling.driver.sweep.space.Sampler;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A search from its space to its winner. Lives on the driver.
 *
 * <p>A job is decided by what is known of the jobs before it, but for the last ones, of which it
 * waits for none: how many is a setting, so that the decisions, and with them all trials, depend on
 * no clock and on no number of trials at once. A search that was killed decides the same again and
 * finds the outcomes of what it has done.
 */
public final class Search {
  private final JavaSparkContext spark;
  private final SearchPlan plan;
  private final StartMode mode;
  private final Console console;
  private final Storage storage;
  private final Stopwatch stopwatch = Stopwatch.start();

  public Search(JavaSparkContext spark, SearchPlan plan, StartMode mode, Console console) {
    this.spark = spark;
    this.plan = plan;
    this.mode = mode;
    this.console = new LoggedConsole(console);
    this.storage = new Storage(spark.hadoopConfiguration());
  }

  /**
   * Runs to the end.
   *
   * @throws RuntimeException of the kind of the last trial's failure when none could be trained
   */
  public SearchResult run() {
    try (ClaimedFolder folder =
        ClaimedFolder.claim("search", plan.settings(), plan.resolved(), mode, storage)) {
      return folder.use(console, () -> run(folder));
    }
  }

  private SearchResult run(ClaimedFolder folder) throws IOException {
    Optional<SearchResult> finished = folder.json(ClaimedFolder.SEARCH_RESULT, SearchResult.class);
    if (finished.isPresent()) {
      console.remark("the search in %s is finished: nothing to do", folder.root());
      return finished.get();
    }
    folder.introduce(plan.resolved(), console);
    folder.write("config.conf", plan.resolved().render());
    return run(folder.root(), folder);
  }

  private SearchResult run(Path root, ClaimedFolder folder) throws IOException {
    try (SharedData data = new SharedData()) {
      TrialTable table = new TrialTable(console);
      return run(root, folder, table, new Trials(spark, plan, root, table, data));
    }
  }

  private SearchResult run(Path root, ClaimedFolder folder, TrialTable table, Trials trials)
      throws IOException {
    List<TrialResult> jobs;
    try (JobQueue queue =
        new JobQueue(
            spark,
            trials,
            table,
            folder,
            done -> report(folder, done, List.of()),
            plan.search().parallel())) {
      decide(queue);
      jobs = queue.done();
    }
    List<TrialResult> ranked = table.ranked();
    for (TrialResult candidate : ranked) {
      Optional<TrainResult> tested =
          candidate.failure() == null
              ? trials.finish(candidate.trial(), candidate.settings())
              : Optional.empty();
      if (tested.isPresent()) {
        SearchResult result = result(root, ranked, candidate, tested.get());
        report(folder, jobs, tiles(result));
        folder.write(ClaimedFolder.SEARCH_RESULT, Json.pretty(result) + "\n");
        return result;
      }
    }
    throw trials.noneTrained(ranked);
  }

  private void report(ClaimedFolder folder, List<TrialResult> jobs, List<Tile> tiles) {
    folder.write(
        RunReport.FILE,
        new SearchReport(
                plan.settings().name(), KeyReader.word(plan.search().method()), plan.space(), jobs)
            .html(tiles));
  }

  private static List<Tile> tiles(SearchResult result) {
    return List.of(
        new Tile(
            "Validation accuracy",
            Figures.percent(result.validationAccuracy()),
            "trial " + result.winner()),
        new Tile(
            "Test accuracy",
            Figures.percent(result.testAccuracy()),
            "scored once, for the winner"));
  }

  private void decide(JobQueue queue) throws IOException {
    Method method = plan.search().method(plan.space(), plan.settings().workload().epochs());
    Sampler sampler = plan.search().sampler(plan.space());
    List<Job> begun = new ArrayList<>();
    List<SortedMap<String, String>> points = new ArrayList<>();
    List<Outcome> known = new ArrayList<>();
    while (true) {
      boolean full = begun.size() - known.size() == plan.search().window();
      Optional<Job> next =
          full
              ? Optional.empty()
              : method.next(new JobHistory(List.copyOf(begun), List.copyOf(known)));
      if (next.isPresent()) {
        int trial = next.get().trial();
        if (trial > points.size()) {
          points.add(sampler.next(trial, observations(known, points)));
        }
        begun.add(next.get());
        queue.add(next.get(), points.get(trial - 1));
      } else if (known.size() < begun.size()) {
        Job oldest = begun.get(known.size());
        known.add(new Outcome(oldest, queue.result(known.size() + 1).score()));
      } else {
        return;
      }
    }
  }

  private static List<Observation> observations(
      List<Outcome> known, List<SortedMap<String, String>> points) {
    return known.stream()
        .map(
            outcome ->
                new Observation(
                    outcome.job().trial(), points.get(outcome.job().trial() - 1), outcome.score()))
        .toList();
  }

  private SearchResult result(
      Path root, List<TrialResult> ranked, TrialResult winner, TrainResult tested) {
    return new SearchResult(
        root.toString(),
        ranked.size(),
        ranked.stream().mapToInt(TrialResult::job).max().orElseThrow(),
        winner.trial(),
        winner.settings(),
        tested.epochs(),
        tested.validationAccuracy(),
        tested.testAccuracy(),
        tested.testLoss(),
        tested.run(),
        tested.weightsSha256(),
        stopwatch.seconds());
  }
}

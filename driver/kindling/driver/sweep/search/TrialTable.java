package kindling.driver.sweep.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import kindling.driver.cluster.Console;
import kindling.driver.run.metrics.Figures;
import kindling.driver.sweep.method.Job;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trials of a search as people see them while it runs: at a terminal a table that is drawn
 * anew, elsewhere a line for each job. Used by several threads. Lives on the driver.
 */
final class TrialTable {
  private static final int BEST_SHOWN = 10;

  private static final Logger LOG = LoggerFactory.getLogger(TrialTable.class);

  private final Console console;
  private final Map<Integer, String> running = new TreeMap<>();
  private final Map<Integer, TrialResult> latest = new TreeMap<>();

  TrialTable(Console console) {
    this.console = console;
  }

  synchronized void started(int number, Job job, SortedMap<String, String> point) {
    String upTo = job.epochs() == Job.TO_THE_END ? "its end" : "epoch " + job.epochs();
    running.put(
        number,
        String.format(Locale.ROOT, "trial %d, up to %s: %s", job.trial(), upTo, text(point)));
    draw();
  }

  synchronized void ended(TrialResult result) {
    running.remove(result.job());
    latest.merge(result.trial(), result, (before, now) -> now.job() > before.job() ? now : before);
    if (console.redraws()) {
      LOG.info(line(result));
      draw();
    } else {
      console.remark("%s", line(result));
    }
  }

  synchronized void warn(String warning) {
    console.redraw(List.of());
    console.warn(warning);
    draw();
  }

  /** The latest result of every trial, the best first. */
  synchronized List<TrialResult> ranked() {
    return latest.values().stream().sorted(TrialResult.BEST_FIRST).toList();
  }

  static String line(TrialResult result) {
    return String.format(
        Locale.ROOT,
        "trial %4d  %3d epochs  %9s  %s%s",
        result.trial(),
        result.epochs(),
        result.failure() == null ? Figures.percent(result.score()) : "failed",
        text(result.settings()),
        result.failure() == null ? "" : ": " + result.failure().lines().findFirst().orElse(""));
  }

  private static String text(SortedMap<String, String> point) {
    return point.entrySet().stream()
        .map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  private void draw() {
    List<String> lines = new ArrayList<>(running.values());
    List<TrialResult> ranked = ranked();
    ranked.stream().limit(BEST_SHOWN).map(TrialTable::line).forEach(lines::add);
    if (ranked.size() > BEST_SHOWN) {
      lines.add(String.format(Locale.ROOT, "and %d more", ranked.size() - BEST_SHOWN));
    }
    console.redraw(lines);
  }
}

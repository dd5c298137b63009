package kindling.driver.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import kindling.driver.cluster.Console;
import kindling.driver.dataset.Split;
import kindling.driver.run.metrics.Figures;
import kindling.model.scores.Bootstrap;
import kindling.model.scores.ClassIntervals;
import kindling.model.scores.ClassScores;
import kindling.model.scores.Scores;

/**
 * What an evaluation reports.
 *
 * @param weights the file that was scored
 * @param classes in the order of the labels
 * @param scores with what became of each example
 * @param seconds of wall clock, data reading included
 */
public record EvaluationResult(
    String weights,
    String weightsSha256,
    String architecture,
    String engine,
    Split split,
    List<String> classes,
    Scores scores,
    double seconds) {
  /** A table of more classes is shown where it is asked for. */
  private static final int TABLE_AT_MOST = 12;

  /** The object of {@code --json}: {@code test_accuracy} and so on, named by the split. */
  public Map<String, Object> json() {
    Bootstrap bootstrap = bootstrap();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("weights", weights);
    json.put("weights_sha256", weightsSha256);
    json.put("architecture", architecture);
    json.put("engine", engine);
    json.put("split", split.title());
    json.put("examples", scores.count());
    json.put(split.title() + "_accuracy", scores.top1());
    json.put(split.title() + "_accuracy_interval", bootstrap.top1());
    json.put(split.title() + "_top5", scores.top5());
    json.put(split.title() + "_top5_interval", bootstrap.top5());
    json.put(split.title() + "_loss", scores.loss());
    json.put(split.title() + "_loss_interval", bootstrap.loss());
    json.put("calibration_error", scores.calibration().error());
    json.put("classes", classes);
    json.put("by_class", scores.perClass());
    json.put("by_class_intervals", labels().mapToObj(bootstrap::of).toList());
    json.put("confusion", scores.confusion());
    json.put("seconds", seconds);
    return json;
  }

  /** The accuracy and, of few classes, a table of them. */
  public void show(Console console) {
    if (classes.size() <= TABLE_AT_MOST) {
      showClasses(console);
      showConfusion(console);
    }
    console.result("%s", summary());
    if (classes.size() > TABLE_AT_MOST) {
      console.remark("each of the %,d classes: --by-class", classes.size());
    }
  }

  /** Precision, recall and F1 of each class with their intervals, and the accuracy. */
  public void showByClass(Console console) {
    String name = name();
    Bootstrap bootstrap = bootstrap();
    console.result(
        name + "  %8s  %-18s  %-18s  %-18s", "class", "examples", "precision", "recall", "F1");
    List<ClassScores> each = scores.perClass();
    labels()
        .forEach(
            label -> {
              ClassScores of = each.get(label);
              ClassIntervals around = bootstrap.of(label);
              console.result(
                  name + "  %8d  %-18s  %-18s  %-18s",
                  classes.get(label),
                  of.examples(),
                  Figures.percent(of.precision(), around.precision()),
                  Figures.percent(of.recall(), around.recall()),
                  Figures.percent(of.f1(), around.f1()));
            });
    console.result("%s", summary());
  }

  /** The accuracy in one line. */
  String summary() {
    return String.format(
        Locale.ROOT,
        "%s accuracy %s (top-5 %s, loss %.4f) of %,d examples, %.0f s in all",
        split.title(),
        Figures.percent(scores.top1(), bootstrap().top1()),
        Figures.percent(scores.top5()),
        scores.loss(),
        scores.count(),
        seconds);
  }

  private void showClasses(Console console) {
    String name = name();
    console.result(name + "  %8s  %9s  %8s  %8s", "class", "examples", "precision", "recall", "F1");
    List<ClassScores> each = scores.perClass();
    labels()
        .forEach(
            label -> {
              ClassScores of = each.get(label);
              console.result(
                  name + "  %8d  %9s  %8s  %8s",
                  classes.get(label),
                  of.examples(),
                  Figures.percent(of.precision()),
                  Figures.percent(of.recall()),
                  Figures.percent(of.f1()));
            });
  }

  private void showConfusion(Console console) {
    console.result("confusion matrix, a row for each true class, a column for each predicted");
    long[][] confusion = scores.confusion();
    labels()
        .forEach(
            label -> {
              StringBuilder row =
                  new StringBuilder(String.format(Locale.ROOT, name(), classes.get(label)));
              for (long count : confusion[label]) {
                row.append(String.format(Locale.ROOT, " %6d", count));
              }
              console.result("%s", row);
            });
  }

  /** The format of the column of names, as wide as the longest. */
  private String name() {
    return "%" + Math.max(classes.stream().mapToInt(String::length).max().orElse(0), 5) + "s";
  }

  private IntStream labels() {
    return IntStream.range(0, classes.size());
  }

  private Bootstrap bootstrap() {
    return scores.outcomes().orElseThrow().bootstrap();
  }
}

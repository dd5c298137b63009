package kindling.driver.evaluate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.driver.cluster.Console;
import kindling.driver.dataset.Split;
import kindling.driver.run.metrics.Figures;
import kindling.model.scores.ClassScores;
import kindling.model.scores.Scores;

/**
 * What an evaluation reports.
 *
 * @param weights the file that was scored
 * @param classes in the order of the labels
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
  /** A wider matrix than a terminal's lines is left out. */
  private static final int MATRIX_AT_MOST = 12;

  /** The object of {@code --json}: {@code test_accuracy} and so on, named by the split. */
  public Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("weights", weights);
    json.put("weights_sha256", weightsSha256);
    json.put("architecture", architecture);
    json.put("engine", engine);
    json.put("split", split.title());
    json.put("examples", scores.count());
    json.put(split.title() + "_accuracy", scores.top1());
    json.put(split.title() + "_top5", scores.top5());
    json.put(split.title() + "_loss", scores.loss());
    json.put("classes", classes);
    json.put("confusion", scores.confusion());
    json.put("seconds", seconds);
    return json;
  }

  /** Precision, recall and F1 of each class and, where it fits, the confusion matrix. */
  public void show(Console console) {
    int width = classes.stream().mapToInt(String::length).max().orElse(0);
    String name = "%" + Math.max(width, 5) + "s";
    console.result(name + "  %8s  %9s  %8s  %8s", "class", "examples", "precision", "recall", "F1");
    List<ClassScores> each = scores.perClass();
    for (int label = 0; label < classes.size(); label++) {
      ClassScores of = each.get(label);
      console.result(
          name + "  %8d  %9s  %8s  %8s",
          classes.get(label),
          of.examples(),
          Figures.percent(of.precision()),
          Figures.percent(of.recall()),
          Figures.percent(of.f1()));
    }
    if (classes.size() <= MATRIX_AT_MOST) {
      console.result("confusion matrix, a row for each true class, a column for each predicted");
      long[][] confusion = scores.confusion();
      for (int label = 0; label < classes.size(); label++) {
        StringBuilder row = new StringBuilder(String.format(Locale.ROOT, name, classes.get(label)));
        for (long count : confusion[label]) {
          row.append(String.format(Locale.ROOT, " %6d", count));
        }
        console.result("%s", row);
      }
    }
    console.result(
        "%s accuracy %s (top-5 %s, loss %.4f) of %,d examples, %.0f s in all",
        split.title(),
        Figures.percent(scores.top1()),
        Figures.percent(scores.top5()),
        scores.loss(),
        scores.count(),
        seconds);
  }
}

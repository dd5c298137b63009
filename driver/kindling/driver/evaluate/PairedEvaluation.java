package kindling.driver.evaluate;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.metrics.Figures;
import kindling.model.scores.McNemar;

/** Two sets of weights on the same examples. Lives on the driver. */
public record PairedEvaluation(EvaluationResult first, EvaluationResult second) {
  private static final double SIGNIFICANT = 0.05;

  /**
   * Scores both.
   *
   * @param second of the same split as the first
   * @throws ConfigurationException where they would be scored on different examples, or the weights
   *     do not fit
   * @throws kindling.data.DataException when the data cannot be used
   */
  public static PairedEvaluation run(Evaluation first, Evaluation second) {
    checkSame("data.path", place(first.settings()), place(second.settings()));
    checkSame("data.format", first.settings().input().source().format(), format(second));
    checkSame("seed", first.settings().seed(), second.settings().seed());
    PairedEvaluation both = new PairedEvaluation(first.run(), second.run());
    checkSame("examples", both.first.scores().count(), both.second.scores().count());
    return both;
  }

  private static String place(Settings settings) {
    return settings.input().source().path();
  }

  private static Object format(Evaluation evaluation) {
    return evaluation.settings().input().source().format();
  }

  private static void checkSame(String what, Object first, Object second) {
    if (!Objects.equals(first, second)) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "--compare: expected weights that are scored on the same examples, found %s %s and"
                  + " %s; name the data of both with --data, and what else differs with --set",
              what,
              first,
              second));
    }
  }

  /** The object of {@code --json}. */
  public Map<String, Object> json() {
    McNemar test = test();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("first", first.json());
    json.put("second", second.json());
    json.put("only_first_right", test.onlyFirst());
    json.put("only_second_right", test.onlySecond());
    json.put("mcnemar_p", test.probability());
    return json;
  }

  /** Each one's accuracy, and whether they differ. */
  public void show(Console console) {
    McNemar test = test();
    long bothRight = right(first).cardinality() - test.onlyFirst();
    long all = first.scores().count();
    console.result("A  %s", first.weights());
    console.result("   %s", first.summary());
    console.result("B  %s", second.weights());
    console.result("   %s", second.summary());
    console.result(
        "right: both %,d, A alone %,d, B alone %,d, neither %,d of %,d",
        bothRight,
        test.onlyFirst(),
        test.onlySecond(),
        all - bothRight - test.onlyFirst() - test.onlySecond(),
        all);
    console.result(
        "B - A: %s points; McNemar's exact test: p = %.3g, %s",
        Figures.points(second.scores().top1() - first.scores().top1()),
        test.probability(),
        test.probability() < SIGNIFICANT
            ? "a difference that chance seldom makes"
            : "chance alone may make such a difference");
  }

  private McNemar test() {
    return McNemar.of(right(first), right(second));
  }

  private static BitSet right(EvaluationResult result) {
    return result.scores().outcomes().orElseThrow().right();
  }
}

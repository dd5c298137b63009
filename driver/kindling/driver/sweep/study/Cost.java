package kindling.driver.sweep.study;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What an architecture costs, in one of the ways that its accuracy is weighed against. */
enum Cost {
  PARAMETERS(row -> row.measured().parameters()),
  MULTIPLY_ACCUMULATES(row -> row.measured().multiplyAccumulates()),
  EPOCH_SECONDS(row -> row.epochSeconds().mean()),
  LATENCY_SECONDS(row -> row.measured().single().median());

  private final ToDoubleFunction<StudyRow> figure;

  Cost(ToDoubleFunction<StudyRow> figure) {
    this.figure = figure;
  }

  /** As study.json names it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  double of(StudyRow row) {
    return figure.applyAsDouble(row);
  }

  /**
   * The Pareto front: the rows that no other beats in test accuracy without costing more, nor in
   * cost without losing accuracy; the cheapest first.
   */
  List<StudyRow> front(List<StudyRow> rows) {
    return rows.stream()
        .filter(row -> row.testAccuracy().n() > 0)
        .filter(row -> rows.stream().noneMatch(other -> beats(other, row)))
        .sorted((a, b) -> Double.compare(of(a), of(b)))
        .toList();
  }

  private boolean beats(StudyRow other, StudyRow row) {
    double accuracy = other.testAccuracy().mean() - row.testAccuracy().mean();
    double saving = of(row) - of(other);
    return accuracy >= 0 && saving >= 0 && (accuracy > 0 || saving > 0);
  }
}

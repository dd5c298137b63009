package kindling.driver.sweep.study;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * An architecture in a study: what it costs, and what its runs have brought.
 *
 * @param epochs of each of its runs
 * @param failures runs that diverged, which no figure counts
 * @param weightsBytes of the file of its weights
 */
record StudyRow(
    Measurement measured,
    int epochs,
    int failures,
    long weightsBytes,
    Spread epochSeconds,
    Spread trainingAccuracy,
    Spread validationAccuracy,
    Spread testAccuracy,
    Spread accuracyGap) {
  /**
   * The row of an architecture.
   *
   * @param runs of it, at least one
   */
  static StudyRow of(Measurement measured, int epochs, List<StudyRun> runs) {
    List<StudyRun> whole = runs.stream().filter(run -> run.failure() == null).toList();
    return new StudyRow(
        measured,
        epochs,
        runs.size() - whole.size(),
        whole.stream().mapToLong(StudyRun::weightsBytes).findFirst().orElse(0),
        spread(whole, StudyRun::epochSeconds),
        spread(whole, StudyRun::trainingAccuracy),
        spread(whole, StudyRun::validationAccuracy),
        spread(whole, StudyRun::testAccuracy),
        spread(whole, StudyRun::accuracyGap));
  }

  @JsonIgnore
  String architecture() {
    return measured.architecture();
  }

  private static Spread spread(List<StudyRun> runs, ToDoubleFunction<StudyRun> figure) {
    return Spread.of(runs.stream().mapToDouble(figure).toArray());
  }
}

package kindling.driver.sweep.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study has found so far: study.json, and the object of {@code --json}.
 *
 * @param run the study's folder
 * @param finished whether every architecture has been trained with every seed
 * @param fronts for each cost the names of the architectures on its Pareto front
 */
public record StudyResult(
    String run, boolean finished, List<StudyRow> rows, Map<String, List<String>> fronts) {
  /** Of rows that have a run at least. */
  static StudyResult of(String run, List<StudyRow> rows, int runs, int allRuns) {
    Map<String, List<String>> fronts = new LinkedHashMap<>();
    for (Cost cost : Cost.values()) {
      fronts.put(cost.key(), cost.front(rows).stream().map(StudyRow::architecture).toList());
    }
    return new StudyResult(run, runs == allRuns, rows, fronts);
  }

  /**
   * A line for each architecture, under a line of names; spreads in two columns, empty where n says
   * nothing of them.
   */
  String csv() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "architecture,epochs,runs,failures,parameters,multiply_accumulates,weights_bytes,"
            + "peak_memory_bytes,epoch_seconds,epoch_seconds_sd,latency_seconds_batch_1,"
            + "latency_seconds_batch_1_least,latency_seconds_batch_1_most,"
            + "images_per_second_batch_1,images_per_second_batch_128,"
            + "training_accuracy,training_accuracy_sd,validation_accuracy,validation_accuracy_sd,"
            + "test_accuracy,test_accuracy_sd,accuracy_gap,accuracy_gap_sd");
    for (StudyRow row : rows) {
      Measurement measured = row.measured();
      List<Object> values =
          List.of(
              row.architecture(),
              row.epochs(),
              row.testAccuracy().n(),
              row.failures(),
              measured.parameters(),
              measured.multiplyAccumulates(),
              row.weightsBytes(),
              measured.peakMemoryBytes(),
              spread(row.epochSeconds()),
              measured.single().median(),
              measured.single().least(),
              measured.single().most(),
              measured.single().imagesPerSecond(),
              measured.many().imagesPerSecond(),
              spread(row.trainingAccuracy()),
              spread(row.validationAccuracy()),
              spread(row.testAccuracy()),
              spread(row.accuracyGap()));
      lines.add(String.join(",", values.stream().map(Object::toString).toList()));
    }
    return String.join("\n", lines) + "\n";
  }

  private static String spread(Spread spread) {
    String mean = spread.n() < 1 ? "" : Double.toString(spread.mean());
    return mean + "," + (spread.n() < 2 ? "" : spread.deviation());
  }
}

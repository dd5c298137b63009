package kindling.driver.study;

import java.util.List;
import kindling.driver.architecture.ArchitectureFile;
import kindling.driver.config.KeyReader;
import kindling.driver.config.Range;

/**
 * What a study is told beside its runs' settings.
 *
 * @param architectures by name, in the order of the table
 * @param seeds of the runs of each
 * @param budget what is the same for all architectures
 * @param reference the architecture whose {@code epochs} set the budget
 * @param repetitions of each timing of the measurement
 */
record StudySettings(
    List<String> architectures,
    List<Long> seeds,
    Budget budget,
    String reference,
    int repetitions) {
  /** What all architectures may spend alike. */
  enum Budget {
    /** {@code epochs}, whatever they cost. */
    EPOCHS,
    /** The multiply-accumulates that the reference takes for {@code epochs}. */
    MACS,
    /** The time that the reference takes for {@code epochs}, by measured training steps. */
    SECONDS
  }

  static StudySettings read(KeyReader keys) {
    List<String> architectures = keys.texts("study.architectures", List.of());
    if (architectures.size() < 2
        || architectures.stream().distinct().count() < architectures.size()) {
      keys.reject("study.architectures", "a list of two architectures or more, each once");
    }
    if (architectures.stream().anyMatch(ArchitectureFile::named)) {
      keys.reject("study.architectures", "names of families, no files");
    }
    List<Double> seeds = keys.numbers("study.seeds", Range.NOT_NEGATIVE);
    boolean whole = seeds.stream().allMatch(seed -> seed == Math.rint(seed));
    if (!whole || seeds.stream().distinct().count() < seeds.size()) {
      keys.reject("study.seeds", "a list of whole numbers such as [1, 2, 3], each once");
    }
    String first = architectures.isEmpty() ? "" : architectures.get(0);
    String reference = keys.text("study.reference", first);
    if (!architectures.contains(reference)) {
      keys.reject("study.reference", "one of study.architectures");
    }
    return new StudySettings(
        architectures,
        seeds.isEmpty() ? List.of(1L) : seeds.stream().map(Double::longValue).toList(),
        keys.choice("study.budget", Budget.EPOCHS),
        reference,
        keys.count("study.repetitions", 30, 1));
  }
}

package kindling.driver.sweep.study;

import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.driver.config.Problems;

/**
 * What a study is told beside its runs' settings.
 *
 * @param architectures in the order of the table
 * @param seeds of the runs of each
 * @param budget what is the same for all architectures
 * @param reference the name of the architecture whose {@code epochs} set the budget
 * @param repetitions of each timing of the measurement
 */
record StudySettings(
    List<StudyArchitecture> architectures,
    List<Long> seeds,
    Budget budget,
    String reference,
    int repetitions) {
  static final String ARCHITECTURES = "study.architectures";

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
    List<StudyArchitecture> architectures = architectures(keys);
    List<String> names = architectures.stream().map(StudyArchitecture::name).toList();
    List<Double> seeds = keys.numbers("study.seeds", Range.NOT_NEGATIVE);
    boolean whole = seeds.stream().allMatch(seed -> seed == Math.rint(seed));
    if (!whole || seeds.stream().distinct().count() < seeds.size()) {
      keys.reject("study.seeds", "a list of whole numbers such as [1, 2, 3], each once");
    }
    String first = names.isEmpty() ? "" : names.get(0);
    String reference = keys.text("study.reference", first);
    if (!names.contains(reference)) {
      keys.reject("study.reference", "the name of one of " + ARCHITECTURES);
    }
    return new StudySettings(
        architectures,
        seeds.isEmpty() ? List.of(1L) : seeds.stream().map(Double::longValue).toList(),
        keys.choice("study.budget", Budget.EPOCHS),
        reference,
        keys.count("study.repetitions", 30, 1));
  }

  private static List<StudyArchitecture> architectures(KeyReader keys) {
    String expected = "a list of two architectures or more, each of another name";
    List<ConfigValue> elements = keys.values(ARCHITECTURES, expected);
    List<StudyArchitecture> architectures = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (ConfigValue element : elements) {
      Problems.in(problems, () -> StudyArchitecture.read(element)).ifPresent(architectures::add);
    }
    problems.forEach(problem -> keys.problem(ARCHITECTURES + ": " + problem));
    long names = architectures.stream().map(StudyArchitecture::name).distinct().count();
    if (elements.size() < 2 || names < architectures.size()) {
      keys.reject(ARCHITECTURES, expected);
    }
    architectures.stream()
        .filter(architecture -> !architecture.namesFiles())
        .map(
            architecture ->
                String.format(
                    Locale.ROOT,
                    "%s: expected a name of letters, digits, dots, hyphens and underscores, found %s",
                    ARCHITECTURES,
                    architecture.name()))
        .forEach(keys::problem);
    return architectures;
  }
}

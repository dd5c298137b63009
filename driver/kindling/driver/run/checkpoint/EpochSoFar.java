package kindling.driver.run.checkpoint;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Arrays;
import kindling.model.scores.Scores;

/**
 * What an unfinished epoch has brought.
 *
 * @param rounds taken
 * @param training scores of their batches
 * @param trainingSeconds that they took
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record EpochSoFar(int rounds, Scores.Sums training, double trainingSeconds) {
  /** An epoch that has not begun. */
  public static EpochSoFar none(int classes) {
    return new EpochSoFar(0, new Scores(classes).sums(), 0);
  }

  /** Whether the scores are those of so many classes; what is read may be anything. */
  boolean fits(int classes) {
    return rounds >= 0
        && training != null
        && training.confusion() != null
        && training.confusion().length == classes
        && Arrays.stream(training.confusion())
            .allMatch(row -> row != null && row.length == classes);
  }

  EpochSoFar after(Scores round, double seconds) {
    Scores merged = Scores.merge(Scores.of(training), round);
    return new EpochSoFar(rounds + 1, merged.sums(), trainingSeconds + seconds);
  }
}

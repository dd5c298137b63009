package kindling.driver.run.metrics;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.SortedMap;
import kindling.model.scores.ClassScores;
import kindling.model.scores.Scores;

/**
 * A split's scores with those of each class: what test.json, validation.json and
 * validation-best.json hold.
 *
 * @param epoch whose weights were scored
 * @param split beside the classes
 * @param classes in the order of the labels
 * @param confusion for each true class in that order, how many examples were predicted to be of
 *     which class; zeros are left out
 */
public record ScoredSplit(
    int epoch,
    @JsonUnwrapped SplitMetrics split,
    List<ClassScores> classes,
    List<SortedMap<Integer, Long>> confusion) {
  public static ScoredSplit of(int epoch, Scores scores) {
    return new ScoredSplit(
        epoch, SplitMetrics.of(scores), scores.perClass(), scores.sparseConfusion());
  }
}

package kindling.driver.run.metrics;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param intervals of the scores beside the classes; null of a split whose examples are not kept
 * @param classes in the order of the labels
 * @param confusion for each true class in that order, how many examples were predicted to be of
 *     which class; zeros are left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScoredSplit(
    int epoch,
    @JsonUnwrapped SplitMetrics split,
    SplitIntervals intervals,
    List<ClassScores> classes,
    List<SortedMap<Integer, Long>> confusion) {
  public static ScoredSplit of(int epoch, Scores scores) {
    return new ScoredSplit(
        epoch,
        SplitMetrics.of(scores),
        scores.outcomes().map(SplitIntervals::of).orElse(null),
        scores.perClass(),
        scores.sparseConfusion());
  }
}

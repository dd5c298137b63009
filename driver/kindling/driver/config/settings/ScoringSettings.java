package kindling.driver.config.settings;

import kindling.driver.config.KeyReader;
import kindling.driver.config.training.EarlyStopping;
import kindling.driver.config.training.MeanSettings;
import kindling.model.inference.EvaluationViews;

/**
 * Which weights are scored, how, and what follows from the scores.
 *
 * @param views what each image of a split is scored as
 * @param mean of the weights that is scored instead of the last ones
 */
public record ScoringSettings(
    EvaluationViews views, MeanSettings mean, EarlyStopping earlyStopping) {
  static ScoringSettings read(KeyReader keys) {
    return new ScoringSettings(
        keys.choice("evaluation.views", EvaluationViews.PLAIN),
        MeanSettings.read(keys),
        EarlyStopping.read(keys));
  }
}

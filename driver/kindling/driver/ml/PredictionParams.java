package kindling.driver.ml;

import org.apache.spark.ml.param.Param;

/**
 * Names of the columns that a model adds; one with an empty name is not added.
 *
 * @param <S> the stage, which setters give back
 */
public interface PredictionParams<S> extends ImageParams<S> {
  /** Column of the index of the most probable class, a double: {@code prediction}. */
  default Param<String> predictionCol() {
    return new Param<>(this, "predictionCol", "column of the most probable class's index (double)");
  }

  default String getPredictionCol() {
    return getOrDefault(predictionCol());
  }

  default S setPredictionCol(String value) {
    return Chained.set(this, predictionCol(), value);
  }

  /** Column of each class's probability, a vector: {@code probability}. */
  default Param<String> probabilityCol() {
    return new Param<>(this, "probabilityCol", "column of each class's probability (vector)");
  }

  default String getProbabilityCol() {
    return getOrDefault(probabilityCol());
  }

  default S setProbabilityCol(String value) {
    return Chained.set(this, probabilityCol(), value);
  }

  /** Column of the logits, a vector: {@code rawPrediction}. */
  default Param<String> rawPredictionCol() {
    return new Param<>(this, "rawPredictionCol", "column of each class's logit (vector)");
  }

  default String getRawPredictionCol() {
    return getOrDefault(rawPredictionCol());
  }

  default S setRawPredictionCol(String value) {
    return Chained.set(this, rawPredictionCol(), value);
  }
}

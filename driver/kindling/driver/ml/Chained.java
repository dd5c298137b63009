package kindling.driver.ml;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** Setters that give back the stage, as Spark ML's do. */
final class Chained {
  private Chained() {}

  /**
   * Sets a parameter.
   *
   * @param <S> the stage's own type
   */
  @SuppressWarnings("unchecked")
  static <S, T> S set(Params stage, Param<T> param, T value) {
    stage.set(param, value);
    return (S) stage;
  }
}

package kindling.driver.predict;

import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import kindling.model.inference.Classifier;
import kindling.model.inference.Prediction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/**
 * The columns of predictions: {@code path}, {@code prediction} (the name of the class), {@code
 * probabilities} (an array of classes with theirs, the most probable first), {@code features} where
 * they are asked for, and {@code error}, why an image could not be read; the others are null then.
 * Crosses the wire.
 *
 * @param top how many probabilities
 * @param outputs whether there are features
 */
public record PredictionColumns(int top, Classifier.Outputs outputs) implements Serializable {
  /** For all classes. */
  public static final int ALL = Integer.MAX_VALUE;

  static final String ERROR = "error";

  private static final StructType PROBABILITY =
      new StructType().add("class", StringType).add("probability", DoubleType);

  StructType schema() {
    StructType schema =
        new StructType()
            .add("path", StringType)
            .add("prediction", StringType)
            .add("probabilities", createArrayType(PROBABILITY));
    return (features() ? schema.add("features", createArrayType(FloatType)) : schema)
        .add(ERROR, StringType);
  }

  private boolean features() {
    return outputs == Classifier.Outputs.LOGITS_AND_FEATURES;
  }

  Row of(String path, Prediction prediction) {
    List<Row> probabilities =
        prediction.top(top).stream()
            .map(ranked -> RowFactory.create(ranked.name(), ranked.probability()))
            .toList();
    List<Object> values = new ArrayList<>();
    values.add(path);
    values.add(prediction.name());
    values.add(probabilities.toArray(Row[]::new));
    if (features()) {
      Float[] features = new Float[prediction.features().length];
      for (int i = 0; i < features.length; i++) {
        features[i] = prediction.features()[i];
      }
      values.add(features);
    }
    values.add(null);
    return RowFactory.create(values.toArray());
  }

  Row unreadable(String path, String reason) {
    Object[] values = new Object[schema().size()];
    values[0] = path;
    values[values.length - 1] = reason;
    return RowFactory.create(values);
  }
}

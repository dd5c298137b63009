package kindling.driver.ml;

import org.apache.spark.ml.param.Params;

/** What parameters are where nobody sets them. */
final class Defaults {
  private Defaults() {}

  static void images(ImageParams<?> stage) {
    set(stage, "imageCol", "image");
    set(stage, "handleInvalid", "error");
  }

  static void predictions(PredictionParams<?> stage) {
    images(stage);
    set(stage, "predictionCol", "prediction");
    set(stage, "probabilityCol", "probability");
    set(stage, "rawPredictionCol", "rawPrediction");
  }

  /** Those of the command line; {@code SettingsTest} says them too. */
  static void training(TrainingParams<?> stage) {
    set(stage, "labelCol", "label");
    set(stage, "pathCol", "");
    set(stage, "validationIndicatorCol", "");
    set(stage, "architecture", "resnet20");
    set(stage, "epochs", 10);
    set(stage, "batchSize", 64);
    set(stage, "workers", 2);
    set(stage, "rate", 0.1);
    set(stage, "seed", 1L);
    set(stage, "imageSize", 0);
    set(stage, "imageFit", "exact");
    set(stage, "validationFraction", 0.2);
    set(stage, "testFraction", 0.0);
    set(stage, "conf", new String[0]);
    set(stage, "stagingDir", "");
    set(stage, "runDir", "");
  }

  private static void set(Params stage, String name, Object value) {
    stage.setDefault(stage.getParam(name), value);
  }
}

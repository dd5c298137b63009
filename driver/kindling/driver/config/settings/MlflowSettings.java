package kindling.driver.config.settings;

import java.util.Optional;
import kindling.driver.config.KeyReader;

/**
 * Which MLflow server a run's metrics go to, if any. Nothing that is computed depends on it.
 *
 * @param uri of the tracking server; absent: none
 * @param experiment that the run is listed under; made where it does not exist
 */
public record MlflowSettings(Optional<String> uri, String experiment) {
  static MlflowSettings read(KeyReader keys) {
    String uri = keys.text("mlflow.uri", "");
    if (!uri.isEmpty() && !uri.matches("https?://[^/]+.*")) {
      keys.reject("mlflow.uri", "the tracking server's address such as http://mlflow:5000");
    }
    return new MlflowSettings(
        Optional.of(uri).filter(given -> !given.isEmpty()),
        keys.when(!uri.isEmpty(), "mlflow.uri = \"\"").text("mlflow.experiment", "kindling"));
  }
}

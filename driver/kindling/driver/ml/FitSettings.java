package kindling.driver.ml;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsFile;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Param;

/**
 * The settings of the run behind a fit: {@code conf}, and each parameter that is set under the key
 * that it stands for. Lives on the driver.
 */
final class FitSettings {
  /** What a fit gives by itself. */
  private static final List<String> OURS =
      List.of("data.path", "data.format", "data.parquet", "run.dir", "resume", "mlflow");

  private final TrainingParams<?> params;
  private final Map<String, Object> values = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();

  private FitSettings(TrainingParams<?> params) {
    this.params = params;
  }

  /**
   * Reads them.
   *
   * @param images where they lie, as Parquet
   * @param run the run folder
   * @throws ConfigurationException with all problems at once
   */
  static Settings of(TrainingParams<?> params, Path images, Path run) {
    return new FitSettings(params).read(images, run);
  }

  private Settings read(Path images, Path run) {
    List<String> conf = List.of(params.getConf());
    put("architecture", params.architecture());
    put("epochs", params.epochs());
    put("batch-size", params.batchSize());
    put("workers", params.workers());
    put("schedule.rate", params.rate());
    put("seed", params.seed());
    if (params.isSet(params.imageSize()) && params.getImageSize() > 0) {
      put("data.height", params.imageSize());
      put("data.width", params.imageSize());
    }
    put("data.fit", params.imageFit());
    put("data.validation-fraction", params.validationFraction());
    check(conf);
    if (conf.stream().noneMatch(given -> overlap(key(given), "data.test-fraction"))) {
      values.put("data.test-fraction", params.getTestFraction());
    }
    values.put("data.path", images.toString());
    values.put("data.format", "parquet");
    values.put("run.dir", run.toString());
    Config base = ConfigFactory.empty();
    for (Map.Entry<String, Object> value : values.entrySet()) {
      String origin = origins.getOrDefault(value.getKey(), params.uid());
      base =
          base.withValue(
              value.getKey(),
              ConfigValueFactory.fromAnyRef(value.getValue())
                  .withOrigin(ConfigOriginFactory.newSimple(origin)));
    }
    return SettingsFile.read(params.uid(), params.uid(), base, conf);
  }

  private void put(String key, Param<?> param) {
    if (params.isSet(param)) {
      values.put(key, params.getOrDefault(param));
      origins.put(key, "parameter " + param.name());
    }
  }

  private void check(List<String> conf) {
    List<String> problems = new ArrayList<>();
    for (String given : conf) {
      String key = key(given);
      OURS.stream()
          .filter(ours -> overlap(ours, key))
          .forEach(
              ours ->
                  problems.add(
                      "conf: expected settings that a fit does not give itself, found "
                          + key
                          + "; leave it out: the data frame is the data, and runDir says where the"
                          + " run folder goes"));
      origins.forEach(
          (taken, origin) -> {
            if (overlap(taken, key)) {
              problems.add(
                  "conf: " + key + " is given by the " + origin + " too; leave one of them out");
            }
          });
    }
    if (params.isSet(params.testFraction())
        && conf.stream().anyMatch(given -> overlap(key(given), "data.test-fraction"))) {
      problems.add(
          "conf: data.test-fraction is given by the parameter testFraction too; leave one of them"
              + " out");
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static String key(String given) {
    return given.substring(0, Math.max(0, given.indexOf('='))).trim();
  }

  /** Whether two keys are one, or one is within the other. */
  private static boolean overlap(String one, String other) {
    return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
  }
}

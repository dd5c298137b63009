package kindling.driver.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Loggers of Spark's that say nothing until this is closed: whoever holds it says what went wrong
 * in one line, where they print stack traces. Of this process alone. Lives on the driver.
 */
public final class SilencedLoggers implements AutoCloseable {
  private final LoggerContext context = LoggerContext.getContext(false);

  /** Empty where a logger has no level of its own. */
  private final Map<String, Optional<Level>> before = new LinkedHashMap<>();

  /** Silences loggers by their names. */
  public SilencedLoggers(String... names) {
    Configuration configuration = context.getConfiguration();
    for (String name : names) {
      LoggerConfig nearest = configuration.getLoggerConfig(name);
      before.put(
          name,
          Optional.of(nearest).filter(of -> of.getName().equals(name)).map(LoggerConfig::getLevel));
      Configurator.setLevel(name, Level.OFF);
    }
  }

  /** Of jobs whose tasks write rows to files. */
  public static SilencedLoggers ofWriting() {
    return new SilencedLoggers(
        "org.apache.spark.SparkContext",
        "org.apache.spark.executor.Executor",
        "org.apache.spark.scheduler.TaskSetManager",
        "org.apache.spark.sql.execution.datasources.FileFormatWriter",
        "org.apache.spark.util.Utils");
  }

  @Override
  public void close() {
    before.forEach(
        (name, level) ->
            level.ifPresentOrElse(
                of -> Configurator.setLevel(name, of),
                () -> context.getConfiguration().removeLogger(name)));
    context.updateLoggers();
  }
}

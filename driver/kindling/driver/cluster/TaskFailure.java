package kindling.driver.cluster;

import java.util.Optional;
import kindling.data.DataException;
import kindling.data.SourceReadException;
import kindling.driver.config.ConfigurationException;
import kindling.model.weights.WeightsException;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;

/** What is behind a failure of Spark. Lives on the driver. */
public final class TaskFailure {
  private static final String NO_SPACE = "No space left on device";

  private TaskFailure() {}

  /**
   * The user's problem that a task has told of, or a setting of Spark's that does not go; otherwise
   * the failure itself.
   */
  public static Throwable cause(Throwable failure) {
    if (failure instanceof SparkException) {
      for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
        if (each instanceof ConfigurationException
            || each instanceof DataException
            || each instanceof WeightsException) {
          return each;
        }
        if (each instanceof SourceReadException) {
          return new DataException(each.getMessage(), each);
        }
      }
    }
    return ofSettings(failure).orElse(failure);
  }

  private static Optional<Throwable> ofSettings(Throwable failure) {
    if (failure instanceof SparkThrowable && failure instanceof IllegalArgumentException) {
      return Optional.of(
          new ConfigurationException("Spark refuses its settings: " + failure.getMessage()));
    }
    String text = failure instanceof SparkException ? failure.getMessage() : "";
    if (text.contains("spark.driver.maxResultSize")) {
      return Optional.of(
          new ConfigurationException(
              firstLine(text)
                  + ". Raise spark.driver.maxResultSize, or take its setting out: 0 is no limit."));
    }
    return text.contains(NO_SPACE) || text.contains("Failed to create local dir")
        ? Optional.of(
            new ConfigurationException(
                "a local disk of Spark's is full or cannot be written: "
                    + cause(text)
                    + ". Give spark.local.dir (SPARK_LOCAL_DIRS on a worker) more space, and resume."))
        : Optional.empty();
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }

  /** The line that tells of it; the stack traces of executors are around it. */
  private static String cause(String text) {
    return text.lines()
        .filter(line -> line.contains(NO_SPACE) || line.contains("local dir"))
        .findFirst()
        .orElse(text)
        .strip();
  }
}

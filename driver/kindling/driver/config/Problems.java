package kindling.driver.config;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/** Gathers the problems of several parts of a configuration, so that they come at once. */
public final class Problems {
  private Problems() {}

  /** What a part reads as; nothing, where it has problems, which are gathered. */
  public static <T> Optional<T> in(Collection<String> problems, Supplier<T> reading) {
    try {
      return Optional.of(reading.get());
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }
}

package kindling.driver;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.model.Nearest;

/**
 * Reads the keys of a configuration one by one, and remembers what was asked for, what it resolved
 * to and everything that was wrong. A wrong value reads as its default, so that one pass finds all
 * problems; {@link #finish} throws them together. Runs on the driver.
 */
final class KeyReader {
  private final Config config;
  private final Map<String, Object> resolved = new LinkedHashMap<>();
  private final List<String> known = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  KeyReader(Config config) {
    this.config = config;
  }

  String text(String key, String otherwise) {
    return read(key, otherwise, "a string", Config::getString).orElse(otherwise);
  }

  /** A whole number in {@code [least, most]}. */
  long whole(String key, long otherwise, long least, long most) {
    String expected =
        most == Long.MAX_VALUE
            ? "a whole number of at least " + least
            : "a whole number from " + least + " to " + most;
    Optional<Long> value = read(key, otherwise, expected, (from, k) -> wholeAt(from, k));
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      reject(key, expected);
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  int count(String key, int otherwise, int least) {
    return (int) whole(key, otherwise, least, Integer.MAX_VALUE);
  }

  double number(String key, double otherwise, Range range) {
    Optional<Double> value = read(key, otherwise, range.description(), Config::getDouble);
    if (value.isPresent() && !range.contains(value.get())) {
      reject(key, range.description());
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    return read(key, otherwise, "true or false", Config::getBoolean).orElse(otherwise);
  }

  /** One of an enum's constants, written in lower case with hyphens. */
  <E extends Enum<E>> E choice(String key, E otherwise) {
    E[] choices = otherwise.getDeclaringClass().getEnumConstants();
    String expected =
        "one of " + Stream.of(choices).map(KeyReader::word).collect(Collectors.joining(", "));
    Optional<String> value = read(key, word(otherwise), expected, Config::getString);
    if (value.isEmpty()) {
      return otherwise;
    }
    for (E choice : choices) {
      if (word(choice).equals(value.get())) {
        return choice;
      }
    }
    reject(key, expected);
    return otherwise;
  }

  /** A list of numbers; empty when the key is absent. */
  List<Double> numbers(String key, Range range) {
    String expected = "a list such as [0.49, 0.48, 0.45], each " + range.description();
    List<Double> value =
        read(key, List.<Double>of(), expected, Config::getDoubleList).orElse(List.of());
    if (!value.stream().allMatch(range::contains)) {
      reject(key, expected);
      return List.of();
    }
    return value;
  }

  /**
   * A value that may have several forms.
   *
   * @param parse of the plain value; throws IllegalArgumentException where it is of no such form
   * @param written the plain value that reads back to the same
   */
  <T> T parsed(
      String key,
      T otherwise,
      String expected,
      Function<Object, T> parse,
      Function<T, Object> written) {
    Optional<ConfigValue> found =
        read(key, ConfigValueFactory.fromAnyRef(null), expected, Config::getValue);
    T value = otherwise;
    try {
      value = found.map(v -> parse.apply(v.unwrapped())).orElse(otherwise);
    } catch (IllegalArgumentException e) {
      reject(key, expected);
    }
    resolved.put(key, written.apply(value));
    return value;
  }

  /** Notes a problem that concerns more than one key. */
  void problem(String problem) {
    problems.add(problem);
  }

  /** Notes that the value of a key is not what was expected. */
  void reject(String key, String expected) {
    problems.add(
        key
            + ": expected "
            + expected
            + ", found "
            + (config.hasPath(key)
                ? config.getValue(key).render(ConfigRenderOptions.concise())
                    + " ("
                    + config.getValue(key).origin().description()
                    + ")"
                : "nothing"));
  }

  /** Throws everything that was wrong, unknown keys included; else the resolved configuration. */
  ResolvedConfig finish() {
    for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
      String key = entry.getKey();
      if (!known.contains(key)) {
        problems.add(
            "unknown key "
                + key
                + " ("
                + entry.getValue().origin().description()
                + "); the nearest known key is "
                + Nearest.of(key, known));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems.stream().sorted().toList());
    }
    // Numbers are rendered as they were written: once through text, equal settings look equal.
    return ResolvedConfig.parse(new ResolvedConfig(ConfigFactory.parseMap(resolved)).render());
  }

  private <T> Optional<T> read(String key, T otherwise, String expected, Getter<T> getter) {
    known.add(key);
    Optional<T> value = Optional.empty();
    try {
      if (config.hasPath(key)) {
        value = Optional.of(getter.value(config, key));
      }
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      reject(key, expected);
    }
    resolved.put(key, value.orElse(otherwise));
    return value;
  }

  private static long wholeAt(Config config, String key) {
    ConfigValue value = config.getValue(key);
    String written =
        value.valueType() == ConfigValueType.NUMBER || value.valueType() == ConfigValueType.STRING
            ? config.getString(key)
            : "";
    try {
      return Long.parseLong(written);
    } catch (NumberFormatException e) {
      throw new ConfigException.BadValue(value.origin(), key, "not a whole number");
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @FunctionalInterface
  private interface Getter<T> {
    T value(Config config, String key);
  }
}

package kindling.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.Credentials;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * Reads the keys of a configuration one by one, and remembers what was asked for, what it resolved
 * to and everything that was wrong. A wrong value reads as its default, so that one pass finds all
 * problems; {@link #finish} throws them together. Runs on the driver.
 */
public final class KeyReader implements Keys {
  private final Config config;
  private final ReadKeys read;
  private final KeyScope scope;

  public KeyReader(Config config) {
    this(config, new ReadKeys(config), KeyScope.EFFECTIVE);
  }

  private KeyReader(Config config, ReadKeys read, KeyScope scope) {
    this.config = config;
    this.read = read;
    this.scope = scope;
  }

  @Override
  public KeyReader when(boolean effective, String choice) {
    return effective ? this : new KeyReader(config, read, scope.within(KeyScope.Kind.IDLE, choice));
  }

  /**
   * As {@link #when}, for keys that a run has only where they have an effect: elsewhere they stand
   * in no resolved configuration, and their values are not looked at.
   */
  public KeyReader onlyWhen(boolean effective, String choice) {
    return effective
        ? this
        : new KeyReader(config, read, scope.within(KeyScope.Kind.ABSENT, choice));
  }

  /**
   * Reads a choice, and what the chosen constant asks for; what the others ask for beside that has
   * no effect.
   *
   * @param reading of the keys of a constant
   */
  public <E extends Enum<E>, T> T chosen(
      String key, E otherwise, BiFunction<E, KeyReader, T> reading) {
    E chosen = choice(key, otherwise);
    T result = reading.apply(chosen, this);
    KeyReader others = onlyWhen(false, key + " = " + word(chosen));
    for (E other : otherwise.getDeclaringClass().getEnumConstants()) {
      if (other != chosen) {
        reading.apply(other, others);
      }
    }
    return result;
  }

  /** A string, or what it is otherwise. */
  public String text(String key, String otherwise) {
    return read(key, otherwise, "a string", Config::getString).orElse(otherwise);
  }

  /** A Hadoop path or URI, in which no password may stand. */
  public String location(String key) {
    String value = text(key, "");
    if (Credentials.presentIn(value)) {
      reject(key, "a location without a password; " + Credentials.ADVICE);
      return "";
    }
    return value;
  }

  @Override
  public long whole(String key, long otherwise, long least, long most) {
    String expected =
        most == Long.MAX_VALUE
            ? "a whole number of at least " + least
            : "a whole number from " + least + " to " + most;
    Optional<Long> value = read(key, otherwise, expected, Getter::whole);
    if (value.isPresent() && (value.get() < least || value.get() > most)) {
      reject(key, expected);
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  @Override
  public int count(String key, int otherwise, int least) {
    return (int) whole(key, otherwise, least, Integer.MAX_VALUE);
  }

  @Override
  public int required(String key, int least, int most) {
    if (config.hasPath(key)) {
      return (int) whole(key, least, least, most);
    }
    read.know(key, scope);
    reject(key, "a whole number from " + least + " to " + most);
    return least;
  }

  @Override
  public double number(String key, double otherwise, Range range) {
    Optional<Double> value = read(key, otherwise, range.description(), Config::getDouble);
    if (value.isPresent() && !range.contains(value.get())) {
      reject(key, range.description());
      return otherwise;
    }
    return value.orElse(otherwise);
  }

  /** A size of memory in bytes, {@code 512m} or {@code 2g} as written; 0 when the key is absent. */
  public long bytes(String key) {
    String expected = "a size such as 512m or 2g, or 0";
    Optional<Long> value = read(key, 0L, expected, Config::getBytes);
    if (value.isPresent() && value.get() < 0) {
      reject(key, expected);
      return 0;
    }
    return value.orElse(0L);
  }

  @Override
  public boolean flag(String key, boolean otherwise) {
    return read(key, otherwise, "true or false", Config::getBoolean).orElse(otherwise);
  }

  @Override
  public boolean says(String key, String word) {
    read.know(key, scope);
    return !scope.isAbsent()
        && config.hasPath(key)
        && word.equals(config.getValue(key).unwrapped());
  }

  /** Whether a key has keys below it. */
  public boolean nested(String key) {
    return config.hasPath(key) && config.getValue(key).valueType() == ConfigValueType.OBJECT;
  }

  @Override
  public <E extends Enum<E>> E choice(String key, E otherwise) {
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
  public List<Double> numbers(String key, Range range) {
    String expected = "a list such as [0.49, 0.48, 0.45], each " + range.description();
    List<Double> value =
        read(key, List.<Double>of(), expected, Config::getDoubleList).orElse(List.of());
    if (!value.stream().allMatch(range::contains)) {
      reject(key, expected);
      return List.of();
    }
    return value;
  }

  @Override
  public <T> T parsed(
      String key,
      T otherwise,
      String expected,
      Function<Object, T> parse,
      Function<T, Object> written) {
    Optional<ConfigValue> found =
        found(key, ConfigValueFactory.fromAnyRef(null), expected, Config::getValue);
    T value = otherwise;
    try {
      value = found.map(v -> parse.apply(v.unwrapped())).orElse(otherwise);
    } catch (IllegalArgumentException e) {
      reject(key, expected);
    }
    read.resolve(key, written.apply(value), scope);
    if (!value.equals(otherwise)) {
      read.choose(key, scope);
    }
    return value;
  }

  /** One string, or a list of them. */
  public List<String> texts(String key, List<String> otherwise) {
    return read(key, otherwise, "a string or a list of strings", Getter::texts).orElse(otherwise);
  }

  /** A list of objects that has no default; empty where it is wrong. */
  public List<? extends Config> objects(String key, String expected) {
    Optional<List<?>> found = read(key, List.of(), expected, Getter::objects);
    if (found.isEmpty() || found.get().isEmpty()) {
      if (!config.hasPath(key) || found.isPresent()) {
        reject(key, expected);
      }
      return List.of();
    }
    return config.getConfigList(key);
  }

  /** A list of values of any kind that has no default; empty where it is wrong. */
  public List<ConfigValue> values(String key, String expected) {
    return read(key, List.<ConfigValue>of(), expected, Config::getList).orElse(List.of());
  }

  @Override
  public void problem(String problem) {
    read.problem(problem, scope);
  }

  /** Notes that the value of a key is not what was expected. */
  public void reject(String key, String expected) {
    String found = "nothing";
    if (config.hasPath(key)) {
      ConfigValue value = config.getValue(key);
      String written = value.render(ConfigRenderOptions.concise());
      found = String.format(Locale.ROOT, "%s (%s)", written, value.origin().description());
    }
    problem(String.format(Locale.ROOT, "%s: expected %s, found %s", key, expected, found));
  }

  /** Throws everything that was wrong, unknown keys included; else the resolved configuration. */
  public ResolvedConfig finish() {
    List<String> problems = problems();
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return read.resolved();
  }

  /** Everything that was wrong so far, sorted. */
  public List<String> problemsSoFar() {
    return read.problemsSoFar();
  }

  /** Everything that was wrong, keys that none asked for included, sorted. */
  public List<String> problems() {
    return read.problems();
  }

  private <T> Optional<T> read(String key, T otherwise, String expected, Getter<T> getter) {
    Optional<T> value = found(key, otherwise, expected, getter);
    if (value.isPresent() && !value.get().equals(otherwise)) {
      read.choose(key, scope);
    }
    return value;
  }

  private <T> Optional<T> found(String key, T otherwise, String expected, Getter<T> getter) {
    read.know(key, scope);
    Optional<T> value = Optional.empty();
    try {
      if (!scope.isAbsent() && config.hasPath(key)) {
        value = Optional.of(getter.value(config, key));
      }
    } catch (ConfigException.WrongType | ConfigException.BadValue e) {
      reject(key, expected);
    }
    read.resolve(key, value.orElse(otherwise), scope);
    return value;
  }

  /** A constant as configurations write it. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

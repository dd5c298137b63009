package kindling.driver.sweep.study;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.architecture.ArchitectureFile;

/**
 * An architecture of a study.
 *
 * @param name a family's, or the described network's
 * @param value of the setting {@code architecture} of its runs: the name, or the description
 */
record StudyArchitecture(String name, ConfigValue value) {
  private static final String KEY = "architecture";
  private static final String NAME = "architecture.name";
  private static final String UNNAMED = "custom";

  /**
   * Reads an element of {@code study.architectures}; whether there is such a network is not looked
   * at.
   *
   * @throws ConfigurationException if it is neither a name nor a description, or a file that it
   *     names cannot be read
   */
  static StudyArchitecture read(ConfigValue element) {
    boolean named = element.valueType() == ConfigValueType.STRING;
    if (!named && element.valueType() != ConfigValueType.OBJECT) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "expected names, .conf files or descriptions { name, layers }, found %s (%s)",
              element.render(ConfigRenderOptions.concise()),
              element.origin().description()));
    }
    Config alone = ArchitectureFile.inlined(element.atKey(KEY));
    ConfigValue value = alone.getValue(KEY);
    if (value.valueType() == ConfigValueType.STRING) {
      return new StudyArchitecture(alone.getString(KEY), value);
    }
    Object name = alone.hasPath(NAME) ? alone.getValue(NAME).unwrapped() : UNNAMED;
    return new StudyArchitecture(name.toString(), value);
  }

  /** Whether files can be called after it. */
  boolean namesFiles() {
    return name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*");
  }

  /** A run's settings with this architecture. */
  Config in(Config settings) {
    return settings.withValue(KEY, value);
  }
}

package kindling.driver.config.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.HoconFile;
import kindling.driver.config.architecture.ArchitectureFile;

/** Reads a HOCON file and the settings given beside it. Runs on the driver. */
public final class SettingsFile {
  private SettingsFile() {}

  /**
   * Reads the settings of an experiment.
   *
   * @param overrides each {@code key=value}; a value is taken literally unless it is a list, an
   *     object or quoted
   * @throws ConfigurationException with all problems at once
   */
  public static Settings read(String file, List<String> overrides) {
    return read(name(file), file, file(new File(file)), overrides);
  }

  /** The name of the experiment in a file. */
  public static String name(String file) {
    return new File(file).getName().replaceAll("\\.conf$", "");
  }

  /** The resolved keys of a file, and those given beside it. */
  public static Config config(String file, List<String> overrides) {
    return resolved(file, file(new File(file)), overrides);
  }

  /**
   * Settings that stand in no file of the user's.
   *
   * @param name of the experiment
   * @param origin of the configuration, for messages
   */
  public static Settings read(String name, String origin, Config base, List<String> overrides) {
    Config config = resolved(origin, base, overrides);
    try {
      return Settings.read(name, config);
    } catch (ConfigException e) {
      throw new ConfigurationException(origin + ": " + e.getMessage());
    }
  }

  private static Config resolved(String origin, Config base, List<String> overrides) {
    Config config = base;
    List<String> problems = new ArrayList<>();
    for (String override : overrides) {
      int equals = override.indexOf('=');
      if (equals < 1) {
        problems.add("--set " + override + ": expected key=value");
        continue;
      }
      try {
        config =
            override(
                config,
                override.substring(0, equals).trim(),
                override.substring(equals + 1).trim());
      } catch (ConfigException e) {
        problems.add("--set " + override + ": " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    try {
      return ArchitectureFile.inlined(config.resolve());
    } catch (ConfigException e) {
      throw new ConfigurationException(origin + ": " + e.getMessage());
    }
  }

  private static Config file(File file) {
    if (!file.isFile()) {
      throw new ConfigurationException(
          "there is no configuration file " + file + " in " + new File("").getAbsolutePath());
    }
    return HoconFile.parse(file);
  }

  private static Config override(Config config, String key, String value) {
    String origin = "--set " + key;
    if (!value.isEmpty() && "[{\"".indexOf(value.charAt(0)) >= 0) {
      return ConfigFactory.parseString(
              key + "=" + value, ConfigParseOptions.defaults().setOriginDescription(origin))
          .withFallback(config);
    }
    return config.withValue(
        key,
        ConfigValueFactory.fromAnyRef(value).withOrigin(ConfigOriginFactory.newSimple(origin)));
  }
}

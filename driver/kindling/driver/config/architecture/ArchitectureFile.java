package kindling.driver.config.architecture;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.HoconFile;
import kindling.driver.config.KeyReader;
import kindling.model.families.Blueprint;
import kindling.model.onnx.OnnxFile;
import kindling.model.weights.WeightsException;

/** Files ending in .conf or .onnx that describe a network. Runs on the driver. */
public final class ArchitectureFile {
  private static final String KEY = "architecture";
  private static final String ENDING = ".conf";

  private ArchitectureFile() {}

  /** Whether this is the name of such a file rather than a family's. */
  public static boolean named(String architecture) {
    return architecture.endsWith(ENDING) || architecture.endsWith(OnnxFile.ENDING);
  }

  /**
   * The configuration with the file that {@code architecture} names in the name's place, so that a
   * run carries the description. A file's name in a file is relative to that, as includes are.
   *
   * @throws ConfigurationException if there is no such file, or it is no HOCON
   */
  public static Config inlined(Config config) {
    if (!config.hasPath(KEY) || config.getValue(KEY).valueType() != ConfigValueType.STRING) {
      return config;
    }
    ConfigValue value = config.getValue(KEY);
    String name = config.getString(KEY);
    if (!named(name)) {
      return config;
    }
    String beside = value.origin().filename();
    File file = new File(name);
    if (!file.isAbsolute() && beside != null) {
      file = new File(new File(beside).getParentFile(), name);
    }
    return config.withValue(KEY, described(file, parsed(file)));
  }

  /** The description in a file that a name stands for, be it an experiment's file. */
  private static ConfigValue described(File file, Config config) {
    if (!config.hasPath(KEY)) {
      return description(file, config).root();
    }
    ConfigValue value = config.getValue(KEY);
    if (value.valueType() == ConfigValueType.STRING && named(config.getString(KEY))) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "architecture: %s names another file, %s; name that one",
              file,
              config.getString(KEY)));
    }
    return value;
  }

  /**
   * The network of a family's name, or that a file describes.
   *
   * @throws ConfigurationException with all problems at once
   */
  public static Blueprint blueprint(String name) {
    return named(name) ? blueprint(new File(name)) : new Blueprint.Named(name);
  }

  /**
   * The network that a file describes: a description itself, or an experiment's file with one.
   *
   * @throws ConfigurationException with all problems at once
   */
  static Blueprint blueprint(File file) {
    Config config = parsed(file);
    Config architecture =
        config.hasPath(KEY)
            ? inlined(config).withOnlyPath(KEY)
            : description(file, config).atPath(KEY);
    KeyReader keys = new KeyReader(architecture);
    Blueprint blueprint = ArchitectureReader.read(keys);
    keys.finish();
    return blueprint;
  }

  private static Config description(File file, Config config) {
    String name = file.getName().substring(0, file.getName().length() - ENDING.length());
    return config.hasPath("name")
        ? config
        : config.withValue("name", ConfigValueFactory.fromAnyRef(name));
  }

  private static Config parsed(File file) {
    if (!file.isFile()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "architecture: there is no file %s in %s",
              file,
              new File("").getAbsolutePath()));
    }
    if (file.getName().endsWith(OnnxFile.ENDING)) {
      return onnx(file);
    }
    try {
      return HoconFile.parse(file).resolve();
    } catch (ConfigException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  private static Config onnx(File file) {
    String name = file.getName();
    try {
      byte[] bytes = Files.readAllBytes(file.toPath());
      String title = name.substring(0, name.length() - OnnxFile.ENDING.length());
      return ArchitectureDescription.of(OnnxFile.read(bytes, title).architecture());
    } catch (WeightsException | IOException e) {
      throw new ConfigurationException(
          String.format(Locale.ROOT, "architecture: %s: %s", file, e.getMessage()));
    }
  }
}

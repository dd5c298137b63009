package kindling.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;

/** A HOCON file with the files that it includes, none of which may be missing. On the driver. */
public final class HoconFile {
  private HoconFile() {}

  /**
   * Parses a file; references to other keys are not resolved yet.
   *
   * @throws ConfigurationException where it, or what it includes, is no HOCON or is not there
   */
  public static Config parse(File file) {
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new Present(null));
    try {
      // What a file without a folder in its name includes would be looked for nowhere.
      return ConfigFactory.parseFile(file.getAbsoluteFile(), options);
    } catch (ConfigException e) {
      throw new ConfigurationException(e.getMessage());
    }
  }

  /** Includes as the library does, but refuses a file that is not there. */
  private record Present(ConfigIncluder usual) implements ConfigIncluder, ConfigIncluderFile {
    @Override
    public ConfigIncluder withFallback(ConfigIncluder fallback) {
      return new Present(fallback);
    }

    @Override
    public ConfigObject include(ConfigIncludeContext context, String what) {
      return usual.include(
          context.setParseOptions(context.parseOptions().setAllowMissing(false)), what);
    }

    @Override
    public ConfigObject includeFile(ConfigIncludeContext context, File what) {
      return ConfigFactory.parseFile(what, context.parseOptions().setAllowMissing(false)).root();
    }
  }
}

package kindling.driver.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;

/** How a key's value is taken out of a configuration; throws where it is of another kind. */
@FunctionalInterface
interface Getter<T> {
  T value(Config config, String key);

  /** A whole number, which is not rounded to one. */
  static long whole(Config config, String key) {
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

  /** One string, or a list of them. */
  static List<String> texts(Config config, String key) {
    return config.getValue(key).valueType() == ConfigValueType.LIST
        ? config.getStringList(key)
        : List.of(config.getString(key));
  }

  /** The list as plain values, once all of them are known to be objects. */
  static List<?> objects(Config config, String key) {
    config.getConfigList(key);
    return config.getList(key).unwrapped();
  }
}

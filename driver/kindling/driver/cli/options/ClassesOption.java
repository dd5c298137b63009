package kindling.driver.cli.options;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import picocli.CommandLine.Option;

/** {@code --classes}: names that weights do not bring with them. */
public final class ClassesOption {
  @Option(
      names = "--classes",
      paramLabel = "FILE",
      description = "names of the weights' classes, a line each, where the weights are no run's")
  private Optional<String> file = Optional.empty();

  /**
   * The names by label, where they are given.
   *
   * @throws ConfigurationException where the file cannot be read, or a name is empty or comes twice
   */
  public Optional<List<String>> names(Storage storage) {
    return file.map(named -> names(named, storage));
  }

  private static List<String> names(String file, Storage storage) {
    try (InputStream in = storage.open(storage.qualify(file))) {
      List<String> names =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip).toList();
      if (names.size() < 2 || names.contains("") || new HashSet<>(names).size() < names.size()) {
        throw new ConfigurationException(
            "--classes: expected a name on each line of "
                + file
                + ", two or more and none twice, found otherwise");
      }
      return names;
    } catch (IOException e) {
      throw new ConfigurationException("--classes: cannot read " + file + ": " + Storage.reason(e));
    }
  }
}

package kindling.model.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The NVIDIA GPUs of this machine, as the driver's files tell. */
final class NvidiaGpus {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");
  private static final String MODEL = "Model:";

  private NvidiaGpus() {}

  /** The names of the models, sorted, each once. */
  static String models() {
    return models(DRIVER);
  }

  static String models(Path driver) {
    Set<String> models = new TreeSet<>();
    try (Stream<Path> gpus = Files.list(driver)) {
      for (Path gpu : gpus.toList()) {
        for (String line : Files.readAllLines(gpu.resolve("information"))) {
          if (line.startsWith(MODEL)) {
            models.add(line.substring(MODEL.length()).strip());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the GPUs' models in " + driver, e);
    }
    return String.join(" and ", models);
  }
}

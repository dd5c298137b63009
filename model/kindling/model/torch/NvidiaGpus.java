package kindling.model.torch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The NVIDIA GPUs of this machine, as the files of NVIDIA's driver name them. */
final class NvidiaGpus {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/gpus");
  private static final String MODEL = "Model:";

  private NvidiaGpus() {}

  /**
   * The names of the models, sorted, each once.
   *
   * @throws UnsupportedOperationException if the driver's files name none
   */
  static String models() {
    return models(DRIVER);
  }

  static String models(Path driver) {
    Set<String> models = new TreeSet<>();
    try (Stream<Path> gpus = Files.list(driver)) {
      for (Path gpu : gpus.toList()) {
        for (String line :
            Files.readAllLines(gpu.resolve("information"), StandardCharsets.ISO_8859_1)) {
          if (line.startsWith(MODEL)) {
            models.add(line.substring(MODEL.length()).strip());
          }
        }
      }
    } catch (IOException e) {
      throw unnamed(driver, e.toString(), e);
    }
    if (models.isEmpty()) {
      throw unnamed(driver, "no such line", null);
    }
    return String.join(" and ", models);
  }

  private static UnsupportedOperationException unnamed(
      Path driver, String found, IOException cause) {
    return new UnsupportedOperationException(
        String.format(
            Locale.ROOT,
            "cannot tell the GPUs' models, on which a run's bits depend: expected %s/*/information"
                + " of NVIDIA's driver, each with a line '%s', found %s; does the container see"
                + " the host's /proc/driver/nvidia?",
            driver,
            MODEL,
            found),
        cause);
  }
}

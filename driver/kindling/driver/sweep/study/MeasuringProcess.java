package kindling.driver.sweep.study;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.Settings;
import kindling.driver.run.folder.Json;
import kindling.model.architecture.Architecture;

/**
 * {@code kindling measure} in a process of its own beside the driver, so that what has run in the
 * driver weighs on neither memory nor times. Its heap is made resident at the start: what is added
 * to the process later is native memory.
 *
 * @param main name of the class that takes {@code kindling}'s command line
 */
public record MeasuringProcess(String main) {
  private static final long HEAP_MEGABYTES = 512;

  /** Of the weights, as arrays: what goes in, what comes out, the optimizer's state. */
  private static final long COPIES = 8;

  /**
   * Measures an architecture on the driver's machine, with the engine that runs are told to use.
   *
   * @throws ConfigurationException where this machine cannot
   */
  Measurement measure(Architecture architecture, Settings settings, int repetitions)
      throws IOException {
    String heap =
        HEAP_MEGABYTES + COPIES * architecture.parameters() * Float.BYTES / 1_000_000 + "m";
    Path errors = Files.createTempFile("kindling-measure", ".log");
    Path network = Files.createTempFile("kindling-measure", ".conf");
    try {
      Files.writeString(
          network,
          ResolvedConfig.of(settings.resolved().config().withOnlyPath("architecture")).render());
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xms" + heap,
                  "-Xmx" + heap,
                  "-XX:+AlwaysPreTouch",
                  "-XX:+UseSerialGC",
                  "-cp",
                  classPath(),
                  main,
                  "measure",
                  network.toString(),
                  "--input",
                  String.format(
                      Locale.ROOT,
                      "%dx%dx%d",
                      architecture.input().channels(),
                      architecture.input().height(),
                      architecture.input().width()),
                  "--classes",
                  Integer.toString(architecture.classes()),
                  "--engine",
                  settings.engine().request().engine().name(),
                  "--precision",
                  settings.engine().request().precision().name(),
                  "--threads",
                  Integer.toString(settings.engine().threadsPerWorker()),
                  "--batch-size",
                  Integer.toString(settings.workload().batchSize()),
                  "--repetitions",
                  Integer.toString(repetitions),
                  "--json")
              .redirectError(errors.toFile())
              .start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new ConfigurationException(
            String.format(
                Locale.ROOT,
                "%s cannot be measured here: %s",
                architecture.name(),
                Files.readString(errors).strip()));
      }
      return Json.read(output.substring(output.lastIndexOf('\n') + 1), Measurement.class);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + architecture.name() + " is measured", e);
    } finally {
      Files.deleteIfExists(errors);
      Files.deleteIfExists(network);
    }
  }

  /** Spark loads the jar by a class loader of its own: it need not be on Java's class path. */
  private String classPath() {
    try {
      String own =
          Path.of(
                  MeasuringProcess.class
                      .getProtectionDomain()
                      .getCodeSource()
                      .getLocation()
                      .toURI())
              .toString();
      return String.join(
          System.getProperty("path.separator"),
          List.of(own, System.getProperty("java.class.path")));
    } catch (URISyntaxException e) {
      throw new IllegalStateException("Kindling does not stand in a file", e);
    }
  }
}

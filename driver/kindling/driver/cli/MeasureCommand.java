package kindling.driver.cli;

import java.util.concurrent.Callable;
import kindling.driver.cli.console.Terminal;
import kindling.driver.cli.options.NamedArchitecture;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.run.folder.Json;
import kindling.driver.sweep.study.Measurement;
import kindling.driver.sweep.study.Timing;
import kindling.model.EngineOffer;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.engine.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kindling measure}: what an architecture costs on this machine. */
@Command(
    name = "measure",
    description = "Measures the memory, the training steps and the inference of one replica here.",
    mixinStandardHelpOptions = true)
final class MeasureCommand implements Callable<Integer> {
  @Mixin private NamedArchitecture named;

  @Option(names = "--engine", defaultValue = "AUTO", description = "default: ${DEFAULT-VALUE}")
  private Engines.Choice engine;

  @Option(
      names = "--precision",
      defaultValue = "FLOAT32",
      description = "default: ${DEFAULT-VALUE}")
  private Precision precision;

  @Option(names = "--threads", defaultValue = "1", description = "default: ${DEFAULT-VALUE}")
  private int threads;

  @Option(
      names = "--batch-size",
      defaultValue = "64",
      description = "images of a training step (default: ${DEFAULT-VALUE})")
  private int batchSize;

  @Option(
      names = "--repetitions",
      defaultValue = "30",
      description = "of each timing (default: ${DEFAULT-VALUE})")
  private int repetitions;

  @Option(names = "--json", description = "print the result as one JSON object")
  private boolean json;

  @Override
  public Integer call() {
    if (threads < 1 || batchSize < 1 || repetitions < 1) {
      throw new ConfigurationException(
          "--threads, --batch-size, --repetitions: expected whole numbers of at least 1");
    }
    EngineOffer offer = Engines.named(new EngineRequest(engine, precision));
    if (offer.refused()) {
      throw new ConfigurationException(offer.description());
    }
    Measurement measured =
        Measurement.of(offer, named.architecture(), threads, batchSize, repetitions);
    Console console = new Terminal();
    if (json) {
      console.result("%s", Json.line(measured));
      return ExitCode.OK;
    }
    console.result(
        "%s with %s, %d thread(s), on %s",
        named.name(), offer.description(), threads, measured.machine());
    console.result(
        "%,d parameters, %,d multiply-accumulates an image, %.1f MB of native memory in training",
        measured.parameters(), measured.multiplyAccumulates(), measured.peakMemoryBytes() / 1e6);
    show(console, "training step", measured.training());
    show(console, "inference", measured.single());
    show(console, "inference", measured.many());
    return ExitCode.OK;
  }

  private static void show(Console console, String what, Timing timing) {
    console.result(
        "%s, batch %d: %.2f ms (%.2f to %.2f, n = %d), %.0f images/s",
        what,
        timing.batch(),
        1e3 * timing.median(),
        1e3 * timing.least(),
        1e3 * timing.most(),
        timing.repetitions(),
        timing.imagesPerSecond());
  }
}

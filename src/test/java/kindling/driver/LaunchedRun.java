package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run of the shaded jar in a process of its own, as a user's launcher starts it. */
final class LaunchedRun {
  static final Path ROOT = Path.of("").toAbsolutePath();
  static final Path SPARK = ROOT.resolve("target/spark");

  private final Process process;
  private final Path results;
  private final Path log;

  private LaunchedRun(Process process, Path results, Path log) {
    this.process = process;
    this.results = results;
    this.log = log;
  }

  /**
   * Starts {@code scripts/kindling} with these arguments.
   *
   * @param folder for what it prints
   * @param name of this process there
   */
  static LaunchedRun start(Path folder, String name, List<String> arguments) throws IOException {
    return command(folder, name, launcher(arguments));
  }

  static List<String> launcher(List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(ROOT.resolve("scripts/kindling").toString()));
    command.addAll(arguments);
    return command;
  }

  /** Starts a command that runs the launcher, or Spark itself. */
  static LaunchedRun command(Path folder, String name, List<String> command) throws IOException {
    Path results = folder.resolve(name + ".out");
    Process process = builder(folder, name, command).redirectOutput(results.toFile()).start();
    return new LaunchedRun(process, results, log(folder, name));
  }

  /** A process with the Spark of the build, whose standard error goes to {@link #log}. */
  static ProcessBuilder builder(Path folder, String name, List<String> command) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(log(folder, name).toFile());
    builder.environment().put("SPARK_HOME", SPARK.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    return builder;
  }

  static Path log(Path folder, String name) {
    return folder.resolve(name + ".log");
  }

  /** The words of {@code train} on conf/shapes.conf with other settings, each {@code key=value}. */
  static List<String> shapes(Path run, String... settings) {
    List<String> arguments =
        new ArrayList<>(List.of("train", ROOT.resolve("conf/shapes.conf").toString(), "--json"));
    arguments.addAll(List.of("--set", "run.dir=" + run));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return arguments;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** {@code kill -9} of the driver. */
  void kill() throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }

  /** {@code kill -TERM} of the driver, as a scheduler does it. */
  void tellToEnd() {
    process.destroy();
  }

  /** Waits for a good end; the digest of the final weights. */
  String weights() throws IOException, InterruptedException {
    return json().get("weights_sha256").asText();
  }

  /** What it has written to standard error so far. */
  String log() throws IOException {
    return Files.readString(log);
  }

  int exitCode() throws InterruptedException {
    return process.waitFor();
  }

  /** Waits for a good end; the object of --json. */
  JsonNode json() throws IOException, InterruptedException {
    assertThat(process.waitFor()).as(log()).isZero();
    String[] lines = Files.readString(results, StandardCharsets.UTF_8).strip().split("\n");
    return new ObjectMapper().readTree(lines[lines.length - 1]);
  }

  /** What was learnt, an epoch a line: the figures of metrics.jsonl that do not tell times. */
  static List<String> learningFigures(Path run) throws IOException {
    List<String> figures = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode metrics = new ObjectMapper().readTree(line);
      figures.add(
          metrics.get("epoch")
              + " "
              + metrics.get("examples")
              + " "
              + metrics.get("learning_rate")
              + " "
              + metrics.get("training")
              + " "
              + metrics.get("validation"));
    }
    return figures;
  }

  /** Tasks that were run again, over all epochs. */
  static long failedTasks(Path run) throws IOException {
    double failed = 0;
    for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      JsonNode metrics = new ObjectMapper().readTree(line);
      if (!metrics.get("round").isNull()) {
        failed +=
            metrics.get("round").get("failed_tasks").asDouble() * metrics.get("rounds").asInt();
      }
    }
    return Math.round(failed);
  }
}

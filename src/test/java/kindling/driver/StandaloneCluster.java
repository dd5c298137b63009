package kindling.driver;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A real Spark standalone cluster: a master and workers, each in a JVM of its own. */
final class StandaloneCluster implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("Starting Spark master at (spark://\\S+)");

  private final Path spark;
  private final Path folder;
  private final Map<String, String> properties;
  private final List<Process> processes = new ArrayList<>();
  private final BufferedReader masterLog;
  private final String url;

  StandaloneCluster(Path spark, Path folder) throws IOException {
    this(spark, folder, Map.of());
  }

  /**
   * A cluster whose master and workers have these Spark properties.
   *
   * @param folder for the workers' directories
   */
  StandaloneCluster(Path spark, Path folder, Map<String, String> properties) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.properties = properties;
    Process master =
        start(
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--webui-port",
            "0");
    masterLog =
        new BufferedReader(new InputStreamReader(master.getInputStream(), StandardCharsets.UTF_8));
    url = awaitLine(URL).group(1);
  }

  String url() {
    return url;
  }

  /** Starts a worker with one core, which runs one executor, and waits until it is registered. */
  void addWorker(int index) throws IOException {
    Process worker =
        start(
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve("worker-" + index).toString(),
            url);
    drain(worker);
    awaitLine(Pattern.compile("Registering worker"));
  }

  /** The executors' processes, in the order of their start. */
  List<ProcessHandle> executors() {
    return processes.stream()
        .flatMap(Process::descendants)
        .filter(ProcessHandle::isAlive)
        .sorted(Comparator.comparing(ProcessHandle::pid))
        .collect(Collectors.toList());
  }

  /** {@code kill -9} of a worker and its executor. */
  void killWorker(int index) {
    Process worker = processes.get(index + 1);
    worker.descendants().forEach(ProcessHandle::destroyForcibly);
    worker.destroyForcibly();
  }

  private Process start(String... command) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    properties.forEach((property, value) -> words.add("-D" + property + "=" + value));
    words.addAll(List.of("-cp", spark.resolve("jars") + "/*"));
    words.addAll(List.of(command));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", spark.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.12");
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private Matcher awaitLine(Pattern pattern) throws IOException {
    StringBuilder log = new StringBuilder();
    for (String line = masterLog.readLine(); line != null; line = masterLog.readLine()) {
      log.append(line).append('\n');
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher;
      }
    }
    throw new IOException("the master ended without " + pattern + ":\n" + log);
  }

  private static void drain(Process process) {
    Thread thread =
        new Thread(
            () -> {
              try {
                process.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
              } catch (IOException e) {
                // The process was stopped: there is nothing left to drain.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    processes.forEach(p -> p.descendants().forEach(ProcessHandle::destroyForcibly));
    processes.forEach(Process::destroyForcibly);
  }
}

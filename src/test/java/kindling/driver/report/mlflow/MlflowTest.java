package kindling.driver.report.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import kindling.data.Storage;
import kindling.driver.cli.ExitCode;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.MlflowSettings;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.run.Retention;
import kindling.driver.run.RunFolder;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.RunLock;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run and MLflow's own client against an HTTP server that answers as the REST API of a tracking
 * server is documented to (version 2.0). No MLflow server itself takes part.
 */
class MlflowTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  /** What the server was sent. */
  private record Request(String path, JsonNode body) {}

  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private static final Map<String, String> ANSWERS =
      Map.of(
          "/api/2.0/mlflow/experiments/create", "{\"experiment_id\": \"7\"}",
          "/api/2.0/mlflow/runs/create", "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}");

  private HttpServer server() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.start();
    return server;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    requests.add(new Request(path, body.length == 0 ? null : JSON.readTree(body)));
    boolean unknown = path.endsWith("/experiments/get-by-name");
    byte[] answer =
        (unknown
                ? "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"none\"}"
                : ANSWERS.getOrDefault(path, "{}"))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(unknown ? 404 : 200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private static String address(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private CommandLineRun train(String... more) throws IOException {
    return kindling("train", more);
  }

  private CommandLineRun kindling(String command, String... more) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 100, test = 20 } }
        architecture = mlp-8
        epochs = 2
        """);
    String[] arguments = {
      command, conf.toString(), "--master", "local[2]", "--set", "run.dir=" + folder.resolve("run")
    };
    String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return CommandLineRun.of(all);
  }

  private List<JsonNode> sent(String path) {
    return requests.stream()
        .filter(request -> request.path().equals("/api/2.0/mlflow/" + path))
        .map(Request::body)
        .toList();
  }

  /** What the server was told of its runs after it had made them, in order. */
  private List<String> statuses() {
    return sent("runs/update").stream().map(body -> body.get("status").asText()).toList();
  }

  private List<String> metrics() {
    return sent("runs/log-batch").stream()
        .flatMap(
            body ->
                java.util.stream.StreamSupport.stream(body.path("metrics").spliterator(), false))
        .map(metric -> metric.get("key").asText() + " " + metric.path("step").asText("0"))
        .toList();
  }

  @Test
  void settingsAndMetricsReachTheServerAndAResumedRunGoesOnWithItsRun() throws IOException {
    HttpServer server = server();
    try {
      CommandLineRun trained = train("--set", "mlflow.uri=" + address(server));
      assertThat(trained.code()).as(trained.remarks()).isZero();
      assertThat(trained.remarks()).doesNotContain("was not written");
      assertThat(sent("experiments/create").get(0).get("name").asText()).isEqualTo("kindling");
      assertThat(sent("runs/create").get(0).get("experiment_id").asText()).isEqualTo("7");
      assertThat(sent("runs/log-batch").toString())
          .contains("{\"key\":\"architecture\",\"value\":\"mlp-8\"}");
      assertThat(metrics())
          .contains("validation/accuracy 1", "validation/accuracy 2", "test/accuracy 2");
      assertThat(statuses()).containsExactly("FINISHED");

      requests.clear();
      CommandLineRun resumed = train("--set", "mlflow.uri=" + address(server), "--resume");
      assertThat(resumed.code()).as(resumed.remarks()).isZero();
      assertThat(sent("runs/create")).isEmpty();
      assertThat(sent("runs/log-batch").get(0).get("run_id").asText()).isEqualTo("abc");
      assertThat(statuses()).containsExactly("RUNNING", "FINISHED");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aRunThatDivergesHasFailedUntilItGoesOn() throws IOException {
    HttpServer server = server();
    try {
      String[] wild = {
        "--set", "mlflow.uri=" + address(server), "--set", "schedule.rate=1e30", "--resume"
      };
      assertThat(train(wild).code()).isEqualTo(ExitCode.DIVERGED);
      assertThat(sent("runs/create")).hasSize(1);
      assertThat(statuses()).containsExactly("FAILED");
      assertThat(train(wild).code()).isEqualTo(ExitCode.DIVERGED);
      assertThat(sent("runs/create")).hasSize(1);
      assertThat(statuses()).containsExactly("FAILED", "RUNNING", "FAILED");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aTrialThatIsLeftAtItsRungIsNotRunning() throws IOException {
    HttpServer server = server();
    try {
      CommandLineRun search =
          kindling(
              "search",
              "--set",
              "mlflow.uri=" + address(server),
              "--set",
              "search={method=halving,trials=2,reduction=2,space{schedule.rate.choice=[0.01,0.1]}}");
      assertThat(search.code()).as(search.remarks()).isZero();
      assertThat(sent("runs/create")).hasSize(2);
      // Two trials to the first rung; the better one to the second, and to its end.
      assertThat(statuses())
          .containsExactly("FINISHED", "FINISHED", "RUNNING", "FINISHED", "RUNNING", "FINISHED");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aServerThatIsNotThereIsAWarning() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    CommandLineRun trained = train("--set", "mlflow.uri=http://127.0.0.1:" + free);
    assertThat(trained.code()).as(trained.remarks()).isZero();
    assertThat(trained.remarks()).contains("warning: mlflow was not written");
    assertThat(folder.resolve("run/result.json")).exists();
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNothingUp() throws IOException {
    try (ServerSocket silent = new ServerSocket(0);
        RunLock lock = lock()) {
      MlflowRun run =
          new MlflowRun(
              new MlflowSettings(
                  Optional.of("http://127.0.0.1:" + silent.getLocalPort()), "kindling"),
              new RunFolder(
                  root(),
                  lock,
                  new Storage(new Configuration()),
                  null,
                  new Retention(1, Optional.empty())),
              ResolvedConfig.parse("epochs = 1"),
              1);
      TrainResult result =
          new TrainResult("run", "engine", 1, 0.5, 1, 0.5, 0.5, 1, 1, 1, null, null, "sha", 1);
      assertThatThrownBy(() -> run.finished(result)).hasMessageContaining("no answer from http");
    }
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(folder.resolve("silent").toUri());
  }

  private RunLock lock() throws IOException {
    return RunLock.take(root(), new Storage(new Configuration()));
  }

  @Test
  void anAddressIsExpected() throws IOException {
    CommandLineRun refused = train("--set", "mlflow.uri=mlflow:5000");
    assertThat(refused.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.remarks()).contains("mlflow.uri: expected the tracking server's address");
  }
}

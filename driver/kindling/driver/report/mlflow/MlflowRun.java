package kindling.driver.report.mlflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.settings.MlflowSettings;
import kindling.driver.report.MetricsSink;
import kindling.driver.run.RoundLine;
import kindling.driver.run.RunFolder;
import kindling.driver.run.TrainResult;
import kindling.driver.run.folder.Json;
import kindling.driver.run.metrics.EpochMetrics;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/**
 * A run on an MLflow tracking server: its settings as parameters, each epoch's metrics, the test
 * scores, and how it ended. A resumed run goes on with the server's run that mlflow.json names. The
 * server is spoken to on a thread of its own, so that one that hangs holds nothing up.
 */
public final class MlflowRun implements MetricsSink {
  private static final String FILE = "mlflow.json";
  private static final int PARAMETERS_AT_ONCE = 100;
  private static final int VALUE_AT_MOST = 500;

  private final MlflowSettings settings;
  private final RunFolder folder;
  private final ResolvedConfig config;
  private final long patienceSeconds;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "mlflow");
            daemon.setDaemon(true);
            return daemon;
          });
  private Future<?> last;
  private MlflowClient client;
  private String run;

  /** What mlflow.json holds. */
  record Named(String uri, String run) {}

  /**
   * The server's side of a run.
   *
   * @param settings with the server's address
   * @param patienceSeconds that the server has at the end to answer
   */
  public MlflowRun(
      MlflowSettings settings, RunFolder folder, ResolvedConfig config, long patienceSeconds) {
    this.settings = settings;
    this.folder = folder;
    this.config = config;
    this.patienceSeconds = patienceSeconds;
  }

  @Override
  public void started() throws IOException {
    send(this::connect);
  }

  @Override
  public void epoch(EpochMetrics metrics, List<RoundLine> rounds, long roundsBefore)
      throws IOException {
    send(() -> log(metrics.epoch(), MetricsSink.scalars(metrics)));
  }

  @Override
  public void finished(TrainResult result) throws IOException {
    send(
        () -> {
          log(result.epochs(), MetricsSink.scalars(result));
          client.setTag(run, "weights_sha256", result.weightsSha256());
        });
    end(RunStatus.FINISHED);
  }

  /** A piece of training that is done; one that goes on is running again. */
  @Override
  public void suspended() throws IOException {
    end(RunStatus.FINISHED);
  }

  @Override
  public void failed() throws IOException {
    end(RunStatus.FAILED);
  }

  private void end(RunStatus status) throws IOException {
    send(
        () -> {
          connect();
          client.setTerminated(run, status);
          client.close();
        });
    thread.shutdown();
    try {
      last.get(patienceSeconds, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (TimeoutException e) {
      throw new IOException("no answer from " + settings.uri().orElseThrow(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Throws what went wrong with what was sent before, if it is known by now. */
  private void send(Runnable message) throws IOException {
    if (last != null && last.isDone()) {
      try {
        last.get();
      } catch (ExecutionException e) {
        throw failure(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    last = thread.submit(message);
  }

  private IOException failure(ExecutionException e) {
    return new IOException(
        String.format(
            Locale.ROOT, "%s: %s", settings.uri().orElseThrow(), e.getCause().getMessage()),
        e.getCause());
  }

  private void log(long step, Map<String, Double> scalars) {
    connect();
    long now = System.currentTimeMillis();
    List<Metric> metrics = new ArrayList<>();
    scalars.forEach(
        (name, value) ->
            metrics.add(
                Metric.newBuilder()
                    .setKey(name)
                    .setValue(value)
                    .setTimestamp(now)
                    .setStep(step)
                    .build()));
    client.logBatch(run, metrics, List.of(), List.of());
  }

  private void connect() {
    if (client != null) {
      return;
    }
    String uri = settings.uri().orElseThrow();
    client = new MlflowClient(uri);
    Named named = named();
    if (named != null && named.uri().equals(uri)) {
      run = named.run();
      client.sendPost(
          "runs/update", Json.line(Map.of("run_id", run, "status", RunStatus.RUNNING.name())));
      return;
    }
    create(uri);
  }

  private void create(String uri) {
    String experiment =
        client
            .getExperimentByName(settings.experiment())
            .map(found -> found.getExperimentId())
            .orElseGet(() -> client.createExperiment(settings.experiment()));
    run = client.createRun(experiment).getRunId();
    client.logBatch(
        run,
        List.of(),
        List.of(),
        List.of(
            tag("mlflow.runName", folder.path().getName()),
            tag("mlflow.source.name", "kindling"),
            tag("run_folder", folder.path().toString())));
    List<Param> parameters = new ArrayList<>();
    config
        .values()
        .forEach(
            (key, value) ->
                parameters.add(Param.newBuilder().setKey(key).setValue(parameter(value)).build()));
    for (int from = 0; from < parameters.size(); from += PARAMETERS_AT_ONCE) {
      int end = Math.min(from + PARAMETERS_AT_ONCE, parameters.size());
      client.logBatch(run, List.of(), parameters.subList(from, end), List.of());
    }
    folder.write(FILE, Json.line(new Named(uri, run)).getBytes(StandardCharsets.UTF_8));
  }

  private Named named() {
    try {
      String text = folder.readText(FILE);
      return text.isEmpty() ? null : Json.read(text, Named.class);
    } catch (IOException e) {
      return null;
    }
  }

  /** Without HOCON's quotes, and as long as the server takes. */
  private static String parameter(String value) {
    String bare = value.replaceAll("^\"|\"$", "");
    return bare.substring(0, Math.min(VALUE_AT_MOST, bare.length()));
  }

  private static RunTag tag(String key, String value) {
    return RunTag.newBuilder().setKey(key).setValue(value).build();
  }

  @Override
  public String toString() {
    return "mlflow";
  }
}

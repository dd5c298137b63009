package kindling.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import kindling.data.Storage;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LinesShown;
import kindling.driver.report.watch.FoundRun;
import kindling.driver.report.watch.ReportServer;
import kindling.driver.report.watch.Watch;
import kindling.driver.run.folder.RunLock;
import kindling.driver.run.metrics.Figures;
import org.apache.hadoop.conf.Configuration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** What is shown of a run, while it is under way and afterwards; all of one small real run. */
class ReportTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static Path run;

  @BeforeAll
  static void aRun() throws IOException {
    run = train("run", "local[2]");
  }

  private static Path train(String name, String master, String... settings) throws IOException {
    Path conf = folder.resolve(name + ".conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 200, test = 60 } }
        architecture = lenet
        schedule { rate = 0.05 }
        workers = 2
        epochs = 2
        batch-size = 16
        steps-per-round = 2
        """);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", master, "--set"));
    arguments.add("run.dir=" + folder.resolve(name));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    CommandLineRun trained = CommandLineRun.of(arguments.toArray(String[]::new));
    assertThat(trained.code()).as(trained.remarks()).isZero();
    assertThat(trained.remarks()).doesNotContain("was not written");
    return folder.resolve(name);
  }

  /** The same run before its end. */
  private static Path unfinished(String name) throws IOException {
    Path copy = Files.createDirectory(folder.resolve(name));
    for (String file :
        List.of(
            "config.conf", "metrics.jsonl", "rounds.jsonl", "validation.json", "mistakes.json")) {
      Files.copy(run.resolve(file), copy.resolve(file));
    }
    return copy;
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void theReportOpensInABrowserAndItsChartsAreDrawn() throws Exception {
    String page = Browser.opened(run.resolve("report.html"), folder);
    String[] figures = page.split("<figure class=\"chart\">");
    assertThat(figures).hasSize(1 + 10);
    for (int i = 1; i < figures.length; i++) {
      assertThat(figures[i])
          .as("chart %d", i)
          .containsPattern("(?s)<svg[^>]*>.*<path[^>]*var\\(--series-1\\)");
    }
    assertThat(page).contains("Most confident mistakes on the test split");
  }

  @Test
  void roundsStandWhereTheirExamplesEnd() throws IOException {
    String page = Files.readString(run.resolve("report.html"));
    String rates = page.substring(page.indexOf("<strong>Learning rate</strong>"));
    JsonNode chart = JSON.readTree(rates.substring(rates.indexOf('{'), rates.indexOf("</script>")));
    List<Double> places = new ArrayList<>();
    chart.get("series").get(0).get("points").forEach(point -> places.add(point.get(0).asDouble()));
    // Rounds of 2, 2 and 1 of an epoch's five steps.
    assertThat(places).containsExactly(0.4, 0.8, 1.0, 1.4, 1.8, 2.0);
  }

  @Test
  void theReportLoadsNothing() throws IOException {
    assertThat(run.resolve("report.html"))
        .content()
        .contains("default-src &#x27;none&#x27;")
        .doesNotContainPattern("(src|href)=\"(?!data:|')");
  }

  @Test
  void theReportIsMadeOfTheFilesAlone() throws IOException {
    String written = Files.readString(run.resolve("report.html"));
    Files.delete(run.resolve("report.html"));
    CommandLineRun again = CommandLineRun.of("report", run.toString());
    assertThat(again.code()).as(again.remarks()).isZero();
    assertThat(again.results()).contains("report.html");
    assertThat(Files.readString(run.resolve("report.html"))).isEqualTo(written);
  }

  @Test
  void anUnfinishedRunHasAReportToo() throws IOException {
    Path under = unfinished("under-way");
    assertThat(CommandLineRun.of("report", under.toString()).code()).isZero();
    assertThat(under.resolve("report.html"))
        .content()
        .contains("2 of 2 epochs so far")
        .doesNotContain("Test accuracy");
    Files.delete(under.resolve("metrics.jsonl"));
    Files.delete(under.resolve("rounds.jsonl"));
    Files.delete(under.resolve("validation.json"));
    Files.delete(under.resolve("mistakes.json"));
    assertThat(CommandLineRun.of("report", under.toString()).code()).isZero();
    assertThat(under.resolve("report.html")).content().contains("0 of 2 epochs so far");
  }

  @Test
  void aLineThatIsBeingWrittenIsNotYetRead() throws IOException {
    Path under = unfinished("writing");
    Files.writeString(
        under.resolve("metrics.jsonl"), "{\"epoch\": 3, \"exam", StandardOpenOption.APPEND);
    assertThat(CommandLineRun.of("report", under.toString()).code()).isZero();
    assertThat(under.resolve("report.html")).content().contains("2 of 2 epochs so far");
  }

  @Test
  void theReportSaysWhichEpochsWeightsItScored() throws IOException {
    assertThat(run.resolve("report.html"))
        .content()
        .contains("60 examples of the test split, with the weights of epoch 2.");
    Path best =
        train("best", "local[2]", "run.final=best", "schedule.rate=1e-20", "architecture=mlp-8");
    JsonNode result = JSON.readTree(best.resolve("result.json").toFile());
    assertThat(result.get("final_epoch").asInt()).isEqualTo(1);
    assertThat(best.resolve("report.html"))
        .content()
        .contains("2 epochs, finished")
        .contains("60 examples of the test split, with the weights of epoch 1.");
    assertThat(JSON.readTree(best.resolve("validation.json").toFile()).get("epoch").asInt())
        .isEqualTo(2);
    assertThat(JSON.readTree(best.resolve("validation-best.json").toFile()).get("epoch").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatIsNoRunIsRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    for (String command : List.of("report", "compare", "watch")) {
      CommandLineRun refused = CommandLineRun.of(command, empty.toString());
      assertThat(refused.code()).isEqualTo(ExitCode.RUN_FOLDER);
      assertThat(refused.remarks()).contains("expected a run folder").doesNotContain("\tat ");
    }
    Path damaged = unfinished("damaged");
    Files.writeString(damaged.resolve("metrics.jsonl"), "{\"epoch\": 1\n");
    CommandLineRun refused = CommandLineRun.of("report", damaged.toString());
    assertThat(refused.code()).isEqualTo(ExitCode.RUN_FOLDER);
    assertThat(refused.remarks()).contains("metrics.jsonl, line 1").doesNotContain("\tat ");
  }

  @Test
  void theRoundsAddUpToTheirEpochs() throws IOException {
    List<JsonNode> rounds = lines(run.resolve("rounds.jsonl"));
    assertThat(rounds).hasSize(2 * 3);
    long before = 0;
    for (JsonNode epoch : lines(run.resolve("metrics.jsonl"))) {
      double loss = 0;
      for (JsonNode round : rounds) {
        if (round.get("epoch").equals(epoch.get("epoch"))) {
          loss += round.get("loss").asDouble() * (round.get("examples").asLong() - before);
          before = round.get("examples").asLong();
        }
      }
      JsonNode training = epoch.get("training");
      assertThat(loss / training.get("count").asLong())
          .isCloseTo(training.get("loss").asDouble(), Offset.offset(1e-9));
      assertThat(before).isEqualTo(epoch.get("examples").asLong());
    }
    assertThat(rounds.get(5).get("slowest_worker_seconds").asDouble())
        .isGreaterThanOrEqualTo(rounds.get(5).get("mean_worker_seconds").asDouble());
  }

  @Test
  void theMistakesArePicturedTheSurestFirst() throws IOException {
    JsonNode mistakes = JSON.readTree(run.resolve("mistakes.json").toFile());
    assertThat(mistakes.get("split").asText()).isEqualTo("test");
    double last = 1;
    for (JsonNode made : mistakes.get("mistakes")) {
      assertThat(made.get("predicted")).isNotEqualTo(made.get("label"));
      assertThat(made.get("confidence").asDouble()).isPositive().isLessThanOrEqualTo(last);
      last = made.get("confidence").asDouble();
      assertThat(ImageIO.read(new ByteArrayInputStream(made.get("png").binaryValue())).getWidth())
          .isEqualTo(32);
    }
    assertThat(mistakes.get("mistakes").size()).isPositive();
    JsonNode test = JSON.readTree(run.resolve("test.json").toFile());
    assertThat(
            StreamSupport.stream(test.get("calibration").spliterator(), false)
                .mapToLong(bin -> bin.get("count").asLong())
                .sum())
        .isEqualTo(60);
  }

  @Test
  void nothingShownDependsOnTheCluster() throws IOException {
    Path alone = train("alone", "local[1]");
    for (String file : List.of("mistakes.json", "test.json")) {
      assertThat(alone.resolve(file)).hasSameTextualContentAs(run.resolve(file));
    }
  }

  @Test
  void tensorFlowReadsTheEventFiles() throws IOException {
    List<JsonNode> metrics = lines(run.resolve("metrics.jsonl"));
    List<JsonNode> rounds = lines(run.resolve("rounds.jsonl"));
    List<Event> events = events(run.resolve("tensorboard/events.out.tfevents.epoch-0002"));
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(value(events, "validation/loss", 2))
        .isEqualTo((float) metrics.get(1).get("validation").get("loss").asDouble());
    assertThat(value(events, "rounds/loss", 4))
        .isEqualTo((float) rounds.get(3).get("loss").asDouble());
    assertThat(value(events, "rounds/learning_rate", 6))
        .isEqualTo((float) rounds.get(5).get("learning_rate").asDouble());
    List<Event> tested = events(run.resolve("tensorboard/events.out.tfevents.test"));
    assertThat(value(tested, "test/accuracy", 2))
        .isEqualTo(
            (float)
                JSON.readTree(run.resolve("result.json").toFile()).get("test_accuracy").asDouble());
  }

  @Test
  void roundsAreCountedOnWhereEpochsDifferInThem() throws IOException {
    Path staged = train("staged", "local[2]", "steps-per-round=[{steps=1},{from=0.5,steps=5}]");
    assertThat(lines(staged.resolve("rounds.jsonl"))).hasSize(5 + 1);
    List<Event> second = events(staged.resolve("tensorboard/events.out.tfevents.epoch-0002"));
    assertThat(value(second, "rounds/loss", 6)).isPositive();
  }

  /**
   * Reads TFRecords, the lengths and data checked against their checksums as TensorFlow masks them.
   */
  private static List<Event> events(Path file) throws IOException {
    ByteBuffer records = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (records.hasRemaining()) {
      byte[] length = new byte[8];
      records.get(length);
      assertThat(records.getInt()).isEqualTo(masked(length));
      byte[] data =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      records.get(data);
      assertThat(records.getInt()).isEqualTo(masked(data));
      events.add(Event.parseFrom(data));
    }
    return events;
  }

  /** The bitwise definition of CRC-32C (RFC 3720, appendix B.4), and TensorFlow's mask. */
  private static int masked(byte[] data) {
    int crc = ~0;
    for (byte one : data) {
      crc ^= one & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }

  private static float value(List<Event> events, String tag, long step) {
    return events.stream()
        .filter(event -> event.getStep() == step)
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(value -> value.getTag().equals(tag))
        .map(Summary.Value::getSimpleValue)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void runsAreComparedWithTheSettingsThatDiffer() throws IOException {
    Path other = train("other", "local[2]", "batch-size=32");
    Path page = folder.resolve("compare.html");
    CommandLineRun compared =
        CommandLineRun.of("compare", run.toString(), other.toString(), "--out", page.toString());
    assertThat(compared.code()).as(compared.remarks()).isZero();
    String accuracy =
        Figures.percent(
            JSON.readTree(other.resolve("result.json").toFile()).get("test_accuracy").asDouble());
    assertThat(compared.results().lines().toList())
        .anySatisfy(line -> assertThat(line).startsWith("other").contains(accuracy))
        .anySatisfy(line -> assertThat(line).matches("batch-size +16 +32 *"))
        .noneSatisfy(line -> assertThat(line).startsWith("architecture"));
    assertThat(page).content().contains("Validation accuracy", "batch-size", "\"name\":\"other\"");
  }

  @Test
  void watchingEndsWithTheRun() throws Exception {
    Path under = unfinished("watched");
    LinesShown shown = new LinesShown();
    try (RunLock driver = lock(under)) {
      driver.check();
      Watch watch = new Watch(FoundRun.at(under.toString()), Duration.ofMillis(1), shown);
      CompletableFuture<Void> watching =
          CompletableFuture.runAsync(
              () -> {
                try {
                  watch.follow();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(shown.next()).startsWith("epoch");
      assertThat(shown.next()).startsWith("1");
      assertThat(shown.next()).startsWith("2");
      assertThat(watching).as("the run is not finished").isNotDone();
      Files.copy(run.resolve("result.json"), under.resolve("aside"));
      Files.move(
          under.resolve("aside"), under.resolve("result.json"), StandardCopyOption.ATOMIC_MOVE);
      watching.get(1, TimeUnit.MINUTES);
      assertThat(shown.next()).contains("test accuracy");
    }
    CommandLineRun seen = CommandLineRun.of("watch", under.toString());
    assertThat(seen.code()).as(seen.remarks()).isZero();
    assertThat(seen.results().lines().toList()).hasSize(1 + 2 + 1);
  }

  private static RunLock lock(Path folder) {
    return RunLock.take(
        new org.apache.hadoop.fs.Path(folder.toUri()), new Storage(new Configuration()));
  }

  @Test
  void theServedPageRefreshesUntilTheRunIsFinished() throws Exception {
    Path under = unfinished("served");
    try (ReportServer server = new ReportServer(FoundRun.at(under.toString()), 0)) {
      HttpResponse<String> page = get(server.address());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Refresh")).contains("5");
      assertThat(page.body()).contains("so far");
      Files.copy(run.resolve("result.json"), under.resolve("result.json"));
      assertThat(get(server.address()).headers().firstValue("Refresh")).isEmpty();
      assertThat(get(server.address() + "config.conf").statusCode()).isEqualTo(404);
      Files.delete(under.resolve("config.conf"));
      assertThat(get(server.address()).statusCode()).isEqualTo(503);
    }
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}

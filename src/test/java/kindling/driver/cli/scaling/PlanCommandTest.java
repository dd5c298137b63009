package kindling.driver.cli.scaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a user meets it, in local mode. */
class PlanCommandTest {
  private static final int COLUMNS = 80;

  /** A batch of 10 takes 0.2 s, an image 20 ms; a round 0.1 s. */
  private static final String COSTS =
      """
      {"costs": {"machine": "one", "network": "resnet8", "engine": "torch", "cores": 2,
       "step": {"batch_size": 10, "workers_at_once": 2, "alone_seconds": 0.2,
        "shared_seconds": 0.2, "update_seconds": 0},
       "averaging": {"broadcast_seconds": 0, "fetch_seconds": 0, "worker_seconds": 0,
        "merge_seconds": 0, "round_seconds": 0.1, "task_seconds": 0},
       "input": {"decode_seconds": 0, "augment_seconds": 0},
       "disk_bytes_per_second": 0}, "predictions": []}
      """;

  @TempDir Path folder;

  private Path costs;

  @BeforeEach
  void givenCosts() throws IOException {
    costs = Files.writeString(folder.resolve("costs.json"), COSTS.replace("\n", " "));
  }

  private CommandLineRun plan(String... more) throws IOException {
    Path file = folder.resolve("test.conf");
    Files.writeString(
        file,
        """
        data { format = shapes, shapes { training = 100, test = 20 } }
        architecture = resnet8
        batch-size = 10
        steps-per-round = 2
        epochs = 1
        """);
    List<String> all = new ArrayList<>(List.of("plan", file.toString(), "--master", "local[2]"));
    all.addAll(List.of(more));
    return CommandLineRun.of(all.toArray(String[]::new));
  }

  private JsonNode predictions(String... more) throws IOException {
    List<String> all = new ArrayList<>(List.of("--json", "--costs", costs.toString()));
    all.addAll(List.of(more));
    CommandLineRun run = plan(all.toArray(String[]::new));
    assertThat(run.code()).as(run.remarks()).isZero();
    return run.json().get("predictions");
  }

  @Test
  void whatItMeasuresPredictsARowForEachClusterAndIsReadAgain() throws IOException {
    CommandLineRun measured = plan("--workers", "1,8,64", "--repetitions", "1", "--json");

    assertThat(measured.code()).as(measured.remarks()).isZero();
    List<String> table =
        measured.results().lines().takeWhile(line -> !line.startsWith("{")).toList();
    assertThat(table).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS));
    assertThat(table.stream().filter(line -> line.matches(" +(1|8|64) .*"))).hasSize(6);
    assertThat(measured.json().at("/costs/step/alone_seconds").asDouble()).isPositive();
    assertThat(measured.json().at("/costs/averaging/round_seconds").asDouble()).isPositive();
    assertThat(measured.json().at("/costs/averaging/task_seconds").asDouble()).isPositive();
    assertThat(measured.json().at("/costs/input/augment_seconds").asDouble()).isPositive();

    Files.writeString(costs, measured.results());
    assertThat(predictions("--workers", "1,8,64")).isEqualTo(measured.json().get("predictions"));
  }

  @Test
  void givenCostsPredictWhatCanBeReckonedByHand() throws IOException {
    JsonNode one = predictions("--workers", "1,4", "--network", "none");

    // 80 images: 8 batches of 0.2 s in 4 rounds of 0.1 s.
    assertThat(one.get(0).get("epoch_seconds").asDouble()).isCloseTo(2, within(1e-9));
    assertThat(one.get(0).get("efficiency").asDouble()).isCloseTo(0.8, within(1e-9));
    assertThat(one.get(0).get("bound").asText()).isEqualTo("COMPUTE");
    // 20 images on each of two machines' cores: 2 batches in a round.
    assertThat(one.get(1).get("epoch_seconds").asDouble()).isCloseTo(0.5, within(1e-9));
    assertThat(one.get(1).get("machines").asInt()).isEqualTo(2);
  }

  @Test
  void machinesAndImagesCanBeOthersThanThoseHere() throws IOException {
    JsonNode many =
        predictions(
            "--workers",
            "64",
            "--images",
            "1281167",
            "--workers-per-machine",
            "8",
            "--cores",
            "4",
            "--executors-per-machine",
            "2",
            "--network",
            "1g");

    assertThat(many.get(0).get("machines").asInt()).isEqualTo(8);
    assertThat(many.get(0).get("executors").asInt()).isEqualTo(16);
    // 8 workers on 4 cores.
    assertThat(many.get(0).get("epoch_seconds").asDouble()).isGreaterThan(2 * 0.02 * 1281167 / 64);
    List<String> resources =
        StreamSupport.stream(
                ((Iterable<String>) () -> many.get(0).get("seconds").fieldNames()).spliterator(),
                false)
            .toList();
    assertThat(resources).contains("COMPUTE", "DECODE", "DISK", "WIRE", "MERGE", "DRIVER");
  }

  @Test
  void narrowWiresCarryLess() throws IOException {
    double wide = predictions("--workers", "8").get(0).at("/traffic/machine").asDouble();
    double narrow =
        predictions("--workers", "8", "--set", "averaging.wire=int8")
            .get(0)
            .at("/traffic/machine")
            .asDouble();

    assertThat(narrow).isBetween(wide / 4, wide / 2);
  }

  @Test
  void whatCannotBeIsRefusedWithWhatWasExpected() throws IOException {
    assertRefused("--workers: expected whole numbers", "--workers", "0,1");
    assertRefused("--network: expected bits a second", "--network", "fast");
    assertRefused("--memory: expected a size", "--memory", "much");
    assertRefused("--costs: cannot read", "--costs", folder.resolve("none.json").toString());
    assertRefused("at most one for each of the 80", "--workers", "81", "--costs", costs.toString());
    Files.writeString(costs, COSTS.replace("\n", " ").replace("resnet8", "resnet50"));
    assertRefused("found those of resnet50", "--costs", costs.toString());
    Files.writeString(costs, COSTS.replace("\n", " ").replace("\"batch_size\": 10", "\"x\": 1"));
    assertRefused("--costs: expected as its last line", "--costs", costs.toString());
    Files.writeString(costs, "{\"costs\": {}}");
    assertRefused("--costs: expected as its last line", "--costs", costs.toString());
  }

  private void assertRefused(String message, String... arguments) throws IOException {
    CommandLineRun run = plan(arguments);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks()).contains(message);
  }
}

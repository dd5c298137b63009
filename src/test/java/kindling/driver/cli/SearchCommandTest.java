package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.JobsAtOnce;
import kindling.driver.report.watch.FoundRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search command as a user meets it, in local mode. */
public class SearchCommandTest {
  public static final String SMALL =
      """
      data { format = shapes, shapes { training = 120, test = 40 } }
      architecture = mlp-8
      workers = 2
      epochs = 2
      batch-size = 16
      steps-per-round = 2
      search {
        method = halving
        trials = 4
        reduction = 2
        space {
          schedule.rate.log-range = [0.001, 0.5]
          optimizer.momentum.choice = [0.5, 0.9]
        }
      }
      """;

  @TempDir Path folder;

  private CommandLineRun search(String name, String conf, String... settings) throws IOException {
    Path file = folder.resolve("small.conf");
    Files.writeString(file, conf);
    List<String> arguments =
        new ArrayList<>(List.of("search", file.toString(), "--master", "local[2]", "--json"));
    arguments.addAll(List.of("--set", "run.dir=" + folder.resolve(name)));
    for (String setting : settings) {
      arguments.addAll(List.of("--set", setting));
    }
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  private List<JsonNode> trials(String name) throws IOException {
    List<JsonNode> trials = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(name + "/trials.jsonl"))) {
      trials.add(new ObjectMapper().readTree(line));
    }
    return trials;
  }

  /** What does not tell times. */
  private static List<String> learnt(List<JsonNode> trials) {
    return trials.stream()
        .map(t -> t.get("job") + " " + t.get("trial") + t.get("settings") + t.get("accuracies"))
        .toList();
  }

  @Test
  void theBestTrialOnTheValidationSplitIsTrainedOnAndAloneScoredOnTheTestSplit()
      throws IOException {
    CommandLineRun run = search("one", SMALL);
    assertThat(run.code()).as(run.remarks()).isZero();
    List<JsonNode> trials = trials("one");
    assertThat(trials).hasSize(4 + 2);
    JsonNode result = run.json();
    JsonNode winner =
        trials.stream()
            .filter(trial -> trial.get("trial").equals(result.get("winner")))
            .reduce((before, last) -> last)
            .orElseThrow();
    assertThat(winner.get("epochs").asInt()).isEqualTo(2);
    assertThat(winner.get("settings")).isEqualTo(result.get("settings"));
    assertThat(winner.get("accuracies").get(1)).isEqualTo(result.get("validation_accuracy"));
    assertThat(trials.stream().filter(t -> t.get("rung").asInt() == 1))
        .allMatch(
            t ->
                t.get("accuracies").get(1).asDouble()
                    <= winner.get("accuracies").get(1).asDouble());
    for (int trial = 1; trial <= 4; trial++) {
      Path scored = folder.resolve(String.format(Locale.ROOT, "one/trial-%04d/result.json", trial));
      assertThat(Files.exists(scored)).isEqualTo(trial == result.get("winner").asInt());
    }
    assertThat(run.results()).contains("wins: validation accuracy", "schedule.rate = ");
    assertThat(Files.readString(folder.resolve("one/report.html")))
        .contains("Best so far", "optimizer.momentum", "scored once, for the winner");
    isShownAsASearch(folder.resolve("one"));
    CommandLineRun again = search("one", SMALL, "resume=auto");
    assertThat(again.remarks()).contains("is finished: nothing to do");
    assertThat(again.json()).isEqualTo(result);
    CommandLineRun refused = search("one", SMALL);
    assertThat(refused.code()).isEqualTo(5);
    assertThat(refused.remarks()).contains("already holds a run").doesNotContain("\tat ");
  }

  /** Commands for runs do not take it for one, and leave its report alone. */
  private static void isShownAsASearch(Path search) throws IOException {
    String report = Files.readString(search.resolve("report.html"));
    for (String command : List.of("report", "watch", "compare")) {
      CommandLineRun refused = CommandLineRun.of(command, search.toString());
      assertThat(refused.code()).isEqualTo(ExitCode.RUN_FOLDER);
      assertThat(refused.remarks())
          .contains("found that of a search or a study")
          .doesNotContain("\tat ");
    }
    assertThat(search.resolve("report.html")).content().isEqualTo(report);
    assertThat(FoundRun.at(search.toString()).report())
        .isEqualTo(new FoundRun.Report(report, true));
  }

  @Test
  void dataThatCannotBeReadEndTheSearch() throws IOException {
    CommandLineRun run =
        search("nodata", SMALL, "data.format=auto", "data.path=/nowhere", "search.parallel=2");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.remarks()).contains("nowhere").doesNotContain("\tat ");
    assertThat(folder.resolve("nodata/lock.json")).doesNotExist();
  }

  @Test
  void aTrialWhoseOwnDataCannotBeReadDoesNotEndTheSearch() throws IOException {
    String few =
        SMALL
            .replace("halving", "grid")
            .replace("schedule.rate.log-range = [0.001, 0.5]", "workers.choice = [1, 100000]");
    CommandLineRun run = search("few", few);
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(trials("few"))
        .filteredOn(t -> t.get("settings").get("workers").asText().equals("100000"))
        .isNotEmpty()
        .allMatch(t -> t.get("failure").asText().contains("workers"));
  }

  @Test
  void trialsAtOnceGiveWhatTheyGiveOneAtATime() throws IOException {
    String asha = SMALL.replace("halving", "asha").replace("trials = 4", "trials = 6");
    JsonNode alone;
    JsonNode together;
    try (JobsAtOnce jobs = new JobsAtOnce()) {
      alone = search("alone", asha).json();
      assertThat(jobs.most()).isEqualTo(1);
      together = search("together", asha, "search.parallel=3").json();
      assertThat(jobs.most()).as("jobs of trials at once").isGreaterThan(1);
    }
    assertThat(learnt(trials("together"))).isEqualTo(learnt(trials("alone")));
    assertThat(together.get("winner")).isEqualTo(alone.get("winner"));
    assertThat(together.get("weights_sha256")).isEqualTo(alone.get("weights_sha256"));
    assertThat(together.get("test_accuracy")).isEqualTo(alone.get("test_accuracy"));
  }

  @Test
  void aTrialThatTrainsInPiecesEndsWithTheBitsOfARunInOnePiece() throws IOException {
    JsonNode result = search("pieces", SMALL).json();
    Path file = folder.resolve("plain.conf");
    Files.writeString(file, SMALL.substring(0, SMALL.indexOf("search {")));
    List<String> arguments =
        new ArrayList<>(List.of("train", file.toString(), "--master", "local[2]", "--json"));
    arguments.addAll(List.of("--set", "run.dir=" + folder.resolve("plain")));
    result
        .get("settings")
        .fields()
        .forEachRemaining(
            entry ->
                arguments.addAll(
                    List.of("--set", entry.getKey() + "=" + entry.getValue().asText())));
    JsonNode plain = CommandLineRun.of(arguments.toArray(String[]::new)).json();
    assertThat(plain.get("weights_sha256")).isEqualTo(result.get("weights_sha256"));
  }

  @Test
  void aDivergedTrialIsTheWorstAndDoesNotEndTheSearch() throws IOException {
    String wild =
        SMALL
            .replace("halving", "grid")
            .replace(
                "schedule.rate.log-range = [0.001, 0.5]", "schedule.rate.choice = [1e30, 0.01]");
    CommandLineRun run = search("wild", wild);
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.json().get("settings").get("schedule.rate").asText()).isEqualTo("0.01");
    assertThat(trials("wild"))
        .filteredOn(t -> t.get("settings").get("schedule.rate").asText().equals("1e30"))
        .hasSize(2)
        .allMatch(t -> t.get("failure").asText().contains("not finite"));
    CommandLineRun hopeless = search("hopeless", wild.replace("[1e30, 0.01]", "[1e30]"));
    assertThat(hopeless.code()).isEqualTo(4);
    assertThat(hopeless.remarks()).contains("none of the 2 runs").doesNotContain("\tat ");
  }

  @Test
  void settingsThatDoNotGoTogetherAreATrialThatFails() throws IOException {
    String odd =
        SMALL
            .replace("halving", "grid")
            .replace(
                "schedule.rate.log-range = [0.001, 0.5]",
                "schedule { rate.choice = [0.1, 0.3], final-rate.choice = [0, 0.2] }");
    CommandLineRun run = search("odd", odd + "schedule.rate = 0.3");
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(trials("odd"))
        .filteredOn(
            t ->
                t.get("settings").get("schedule.final-rate").asText().equals("0.2")
                    && t.get("settings").get("schedule.rate").asText().equals("0.1"))
        .hasSize(2)
        .allMatch(t -> t.get("failure").asText().contains("at most schedule.rate"));
  }

  @Test
  void tpeLearnsFromFinishedTrials() throws IOException {
    String tpe =
        SMALL.replace("halving", "tpe").replace("reduction = 2", "startup = 2, window = 1");
    CommandLineRun run = search("tpe", tpe);
    assertThat(run.code()).as(run.remarks()).isZero();
    CommandLineRun random = search("random", tpe.replace("= tpe", "= random"));
    assertThat(random.code()).as(random.remarks()).isZero();
    assertThat(learnt(trials("tpe")).subList(0, 2))
        .isEqualTo(learnt(trials("random")).subList(0, 2));
    assertThat(learnt(trials("tpe")).subList(2, 4))
        .doesNotContainAnyElementsOf(learnt(trials("random")));
  }
}

package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import kindling.driver.cli.SearchCommandTest;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LearningFigures;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A search in a process of its own is killed amid a trial and resumed: what was finished stays, and
 * the winner and its bits are those of an undisturbed search.
 */
class SearchIT {
  private static final int FINISHED = 2;

  @TempDir Path folder;

  private CommandLine search(Path conf, String run) {
    return CommandLine.of("search", conf)
        .in(folder.resolve(run))
        .set("resume=auto", "search.parallel=2")
        .local(2);
  }

  private List<String> trials(String run) throws Exception {
    Path journal = folder.resolve(run).resolve("trials.jsonl");
    return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
  }

  @ParameterizedTest
  @CsvSource({"halving, reduction = 2", "asha, reduction = 2", "tpe, 'startup = 2, window = 2'"})
  void aKilledSearchEndsWithTheSameWinner(String method, String settings) throws Exception {
    Path conf = folder.resolve("search.conf");
    Files.writeString(
        conf,
        SearchCommandTest.SMALL
            .replace("training = 120", "training = 300")
            .replace("method = halving", "method = " + method)
            .replace("reduction = 2", settings));
    JsonNode calm = search(conf, "calm").run().json();

    LaunchedRun killed = LaunchedRun.start(folder, "killed", search(conf, "killed"));
    killed.until("its trials", () -> trials("killed").size() >= FINISHED);
    killed.kill();
    List<String> finished = trials("killed");
    assertThat(folder.resolve("killed/search.json")).doesNotExist();
    assertThat(finished).hasSizeLessThan(trials("calm").size());

    JsonNode resumed = search(conf, "killed").run().json();
    assertThat(trials("killed")).hasSameSizeAs(trials("calm"));
    assertThat(trials("killed"))
        .as("with their times, so none was trained again")
        .containsAll(finished);
    for (String figure : List.of("winner", "settings", "weights_sha256", "test_accuracy")) {
      assertThat(resumed.get(figure)).as(figure).isNotNull().isEqualTo(calm.get(figure));
    }
    String winner = String.format(Locale.ROOT, "trial-%04d", calm.get("winner").asInt());
    assertThat(LearningFigures.of(folder.resolve("killed").resolve(winner)))
        .isEqualTo(LearningFigures.of(folder.resolve("calm").resolve(winner)));
  }
}

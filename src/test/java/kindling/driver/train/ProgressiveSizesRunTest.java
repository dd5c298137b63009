package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LearningFigures;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code data.size}: training images grow from epoch to epoch. */
class ProgressiveSizesRunTest {
  private static final String CONF =
      """
      architecture = resnet8
      data.height = 20
      data.width = 20
      data.fit = crop
      schedule.rate = 0.05
      workers = 3
      epochs = 4
      batch-size = 8
      steps-per-round = 1
      """;

  private static final String GROWING =
      "data.size=[{ until = 0.5, size = 12 }, { until = 1, size = 16 }]";

  private static final String RESIZED_CROP = "augmentation.resized-crop.min-area=0.2";

  @TempDir static Path folder;

  @BeforeAll
  static void photos() throws IOException {
    ImageFiles.writePhotos(folder.resolve("data"), 20, "dim", "grey", "light");
    Files.writeString(folder.resolve("test.conf"), CONF);
  }

  private static CommandLine train(String name, int cores, String... settings) {
    return CommandLine.of("train", folder.resolve("test.conf"))
        .in(folder.resolve(name))
        .local(cores)
        .set("data.path=" + folder.resolve("data"))
        .set(settings);
  }

  private static List<JsonNode> metrics(String run) throws IOException {
    return LearningFigures.lines(folder.resolve(run).resolve("metrics.jsonl"));
  }

  @ParameterizedTest
  @CsvSource({"torch, " + RESIZED_CROP, "dl4j, data.fit=pad"})
  void theWeightsDependNeitherOnTheCacheNorOnTheCores(String engine, String how) {
    String name = engine + how;
    String[] all = {GROWING, how, "engine=" + engine, "epochs=2"};
    String pixels = train(name + "-decoded", 2, all).set("data.cache=decoded").run().weights();
    CommandLineRun encoded = train(name + "-encoded", 1, all).set("data.cache=encoded").run();
    assertThat(encoded.weights()).isEqualTo(pixels);
    assertThat(encoded.remarks())
        .contains("cache: ", "training images of 12×12", "training images of 16×16");
  }

  @Test
  void eachEpochTrainsAtItsSizeAndIsScoredAtTheRuns() throws IOException {
    CommandLineRun run = train("growing", 2, GROWING, RESIZED_CROP).run();
    assertThat(run.code()).as(run.remarks()).isZero();
    assertThat(run.remarks())
        .contains("images of 3×20×20")
        .containsSubsequence(
            "from epoch 1 on: training images of 12×12",
            "epoch 2 (12 px): ",
            "from epoch 3 on: training images of 16×16",
            "epoch 4 (16 px): ")
        .doesNotContain("from epoch 2 on", "from epoch 4 on");
    assertThat(metrics("growing"))
        .extracting(epoch -> epoch.get("training_size").asInt())
        .containsExactly(12, 12, 16, 16);
    assertThat(folder.resolve("growing/tensorboard/events.out.tfevents.epoch-0001"))
        .content(StandardCharsets.ISO_8859_1)
        .contains("training_size");

    train("small", 2, "data.size=[{ size = 12 }]", RESIZED_CROP).run().weights();
    List<JsonNode> small = metrics("small");
    for (String split : List.of("training", "validation")) {
      List<JsonNode> growing = metrics("growing").stream().map(e -> e.get(split)).toList();
      assertThat(growing.subList(0, 2)).as(split).isEqualTo(figures(small, split).subList(0, 2));
      assertThat(growing.get(2)).as(split).isNotEqualTo(small.get(2).get(split));
    }
  }

  private static List<JsonNode> figures(List<JsonNode> epochs, String split) {
    return epochs.stream().map(epoch -> epoch.get(split)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.fit=stretch", RESIZED_CROP})
  void theSizeOfTheRunGivesTheBitsOfARunWithoutSizes(String how) throws IOException {
    String once = "epochs=1";
    String plain = train("plain-" + how, 2, how, once).run().weights();
    assertThat(train("same-" + how, 2, how, once, "data.size=[{ size = 20 }]").run().weights())
        .isEqualTo(plain);
    assertThat(train("other-" + how, 2, how, once, "data.size=[{ size = 16 }]").run().weights())
        .isNotEqualTo(plain);
    assertThat(metrics("plain-" + how)).noneMatch(epoch -> epoch.has("training_size"));
  }

  @ParameterizedTest
  @CsvSource({"5, epoch-0002", "6, epoch-0002-round-00001"})
  void aRunGoesOnAcrossAChangeAndWithinAnEpoch(int round, String checkpoint) throws IOException {
    String undisturbed =
        train("undisturbed", 2, GROWING, "data.cache=encoded", "resume=auto").run().weights();
    FailingJob.failAt(round);
    System.setProperty("spark.extraListeners", FailingJob.class.getName());
    try {
      CommandLineRun failed = train("cut-" + round, 2, GROWING, "data.cache=encoded").run();
      assertThat(failed.code()).as(failed.remarks()).isNotZero();
    } finally {
      System.clearProperty("spark.extraListeners");
    }
    CommandLineRun resumed =
        train("cut-" + round, 2, GROWING, "data.cache=encoded").and("--resume").run();
    assertThat(resumed.weights()).isEqualTo(undisturbed);
    assertThat(resumed.remarks())
        .contains("going on from " + checkpoint + " of", "from epoch 3 on: training images of 16")
        .doesNotContain("training images of 12");
    assertThat(LearningFigures.of(folder.resolve("cut-" + round)))
        .isEqualTo(LearningFigures.of(folder.resolve("undisturbed")));
  }

  @Test
  void otherSizesAreAnotherRun() {
    train("resized", 2, GROWING, "epochs=1").run().weights();
    CommandLineRun other = train("resized", 2, "epochs=1").and("--resume").run();
    assertThat(other.code()).isEqualTo(5);
    assertThat(other.remarks()).contains("data.size was [{").doesNotContain("\tat ");
  }

  @Test
  void aFrozenBackboneSeesTheEpochsSizesToo() {
    train("source", 2, "epochs=1").run().weights();
    String[] head = {
      GROWING, "epochs=2", "transfer=head", "init.from=" + folder.resolve("source"), "batch-size=16"
    };
    CommandLineRun once = train("once", 2, head).run();
    assertThat(once.code()).as(once.remarks()).isZero();
    assertThat(once.remarks())
        .containsSubsequence("12×12", "computed 64 features", "16×16", "computed 64 features");
    CommandLineRun never = train("never", 2, head).set("features.once=never").run();
    double loss = never.json().get("test_loss").asDouble();
    assertThat(once.json().get("test_loss").asDouble()).isCloseTo(loss, within(1e-4));
  }

  @Test
  void aNetworkOfOneSizeIsRefusedBeforeImagesAreRead() {
    String layers =
        "architecture={ layers = [{ kind = flatten }, { kind = linear, outputs = classes }] }";
    CommandLineRun run = train("flat", 2, GROWING, layers).run();
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.remarks())
        .contains("data.size: architecture custom, for images of 3×20×20, cannot take images of")
        .contains("3×12×12 (", "3×16×16 (")
        .doesNotContain("training: ", "\tat ");
  }

  /** Cancels the job of one round as it begins. */
  public static final class FailingJob extends SparkListener {
    private static volatile int fails;
    private int rounds;

    static void failAt(int round) {
      fails = round;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      if (job.properties().containsKey("kindling.round") && ++rounds == fails) {
        SparkContext.getOrCreate().cancelAllJobs();
      }
    }
  }
}

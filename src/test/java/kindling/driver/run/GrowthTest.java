package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Storage;
import kindling.data.Targets;
import kindling.driver.cluster.Console;
import kindling.driver.config.training.ValidationMetric;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.run.checkpoint.Checkpoint;
import kindling.driver.run.checkpoint.CheckpointFiles;
import kindling.driver.run.checkpoint.DriverState;
import kindling.driver.run.checkpoint.EpochSoFar;
import kindling.driver.run.checkpoint.Provenance;
import kindling.driver.run.folder.RunLock;
import kindling.driver.run.metrics.EpochMetrics;
import kindling.driver.run.metrics.History;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.averaging.MeanWeights;
import kindling.model.families.Families;
import kindling.model.scores.ScoreSums;
import kindling.model.scores.Scores;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run of 300 epochs and 1,000 classes: neither what the driver keeps nor what it writes grows.
 */
class GrowthTest {
  private static final int CLASSES = 1000;
  private static final int EPOCHS = 300;
  private static final int ROUNDS = 4;
  private static final int EARLY = 20;
  private static final long MEGABYTE = 1 << 20;
  private static final TrainingSpec SPEC =
      LocalSpark.plain(Families.named("mlp-8", new ImageShape(1, 2, 2), CLASSES), 0.1, 4);

  @TempDir Path temporary;
  private final Storage storage = new Storage(new Configuration());
  private final List<String> warnings = new ArrayList<>();
  private final Console console = Console.warnings(warnings::add);
  private RunLock lock;

  @BeforeEach
  void takeLock() {
    lock = RunLock.take(root(), storage);
  }

  @AfterEach
  void releaseLock() {
    lock.close();
  }

  private org.apache.hadoop.fs.Path root() {
    return new org.apache.hadoop.fs.Path(temporary.resolve("run").toUri());
  }

  private RunFolder folder() {
    Provenance provenance =
        new Provenance(
            0,
            new Provenance.Network("mlp-8", 0, "1×2×2"),
            new Provenance.Data(
                "digest",
                IntStream.range(0, CLASSES)
                    .mapToObj(i -> String.format(Locale.ROOT, "n%08d", i))
                    .toList(),
                SPEC.batches().normalization()),
            new Provenance.Training(7, "", "epochs = 300\n"),
            new Provenance.Software("engine", "1", "commit", "17", "3.5"),
            Provenance.Digests.NONE,
            0,
            EpochSoFar.NONE);
    return new RunFolder(
        root(),
        lock,
        storage,
        new CheckpointFiles(storage, SPEC.state(), provenance),
        new Retention(2, Optional.of(ValidationMetric.ACCURACY)));
  }

  private static Checkpoint start() {
    return new Checkpoint(
        0,
        EpochSoFar.NONE,
        new float[SPEC.state().size()],
        DriverState.NONE,
        MeanWeights.NONE,
        History.NONE);
  }

  private static float[] logits(Random random, int rows) {
    float[] logits = new float[rows * CLASSES];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = random.nextFloat();
    }
    return logits;
  }

  /** A run as far as an epoch, from a checkpoint on, as the training loop writes it. */
  private final class Run {
    private final RunFolder folder = folder();
    private final RoundLog rounds;
    private final EpochLog epochs;
    private Checkpoint now;

    Run(Checkpoint start) {
      now = start;
      rounds = RoundLog.from(start, folder, console);
      epochs = EpochLog.from(start, folder);
    }

    void epoch() {
      int epoch = now.epoch() + 1;
      Random random = new Random(epoch);
      for (int round = 1; round <= ROUNDS; round++) {
        ScoreSums sums =
            ScoreSums.NONE.plus(
                logits(random, 2), Targets.of(random.ints(2, 0, CLASSES).toArray()), CLASSES);
        now = now.afterRound(now.state(), now.driver(), sums, 0.5);
        rounds.add(
            new RoundLine(epoch, round, 2L * round, sums.loss(), sums.top1(), 0.1, 0.5, 0.4, 0.5));
      }
      Scores validation = new Scores(CLASSES);
      int[] labels = random.ints(20, 0, CLASSES).toArray();
      validation.add(IntStream.range(0, 20).toArray(), logits(random, 20), Targets.of(labels));
      EpochMetrics metrics =
          EpochMetrics.of(
              epoch, 8L * epoch, ROUNDS, 0.1, now.soFar().training(), validation, 1, 1, null);
      now = now.afterEpoch(metrics);
      rounds.write();
      epochs.add(
          metrics,
          validation,
          ValidationMetric.LOSS.best(now.history().values(ValidationMetric.LOSS)));
      folder.write(now);
    }

    void epochsTo(int last) {
      while (now.epoch() < last) {
        epoch();
      }
    }
  }

  private static long written() {
    return FileSystem.getGlobalStorageStatistics().get("file").getLong("bytesWritten");
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private long provenanceBytes(int epoch) throws IOException {
    return Files.size(
        temporary.resolve(
            String.format(Locale.ROOT, "run/checkpoints/epoch-%04d/provenance.json", epoch)));
  }

  /** Bytes that ten epochs write, on average. */
  private static double bytesAnEpoch(Run run) {
    long before = written();
    run.epochsTo(run.now.epoch() + 10);
    return (written() - before) / 10.0;
  }

  @Test
  void threeHundredEpochsOfAThousandClasses() throws IOException {
    Run run = new Run(start());
    run.epochsTo(EARLY - 10);
    double early = bytesAnEpoch(run);
    long provenance = provenanceBytes(EARLY);
    long heap = usedHeap();

    run.epochsTo(EPOCHS - 10);
    double late = bytesAnEpoch(run);
    assertThat(usedHeap() - heap).as("bytes of heap").isLessThan(50 * MEGABYTE);
    assertThat(late / early).as("bytes that an epoch writes").isBetween(0.9, 1.1);
    assertThat(provenanceBytes(EPOCHS)).isLessThan(MEGABYTE).isLessThan(provenance + 100);
    for (String file : List.of("validation.json", "validation-best.json")) {
      assertThat(Files.size(temporary.resolve("run").resolve(file))).isLessThan(MEGABYTE);
    }
    assertThat(Files.readAllLines(temporary.resolve("run/metrics.jsonl"))).hasSize(EPOCHS);
    assertThat(Files.readAllLines(temporary.resolve("run/rounds.jsonl"))).hasSize(EPOCHS * ROUNDS);

    Checkpoint read = folder().newest(console).orElseThrow();
    assertThat(read.history().values(ValidationMetric.LOSS))
        .isEqualTo(run.now.history().values(ValidationMetric.LOSS));
    assertThat(warnings).isEmpty();
  }

  @Test
  void aRunThatIsKilledWritesTheLinesOfOneThatIsNot() throws IOException {
    new Run(start()).epochsTo(6);
    List<String> files =
        List.of("metrics.jsonl", "rounds.jsonl", "validation.json", "validation-best.json");
    List<String> undisturbed = new ArrayList<>();
    for (String file : files) {
      undisturbed.add(Files.readString(temporary.resolve("run").resolve(file)));
    }
    storage.fileSystem(root()).delete(new org.apache.hadoop.fs.Path(root(), "checkpoints"), true);
    new Run(start()).epochsTo(4);
    // Killed after the fifth epoch's line, before its checkpoint, and within the sixth's rounds.
    String fifth = undisturbed.get(0).lines().toList().get(4);
    Files.writeString(
        temporary.resolve("run/metrics.jsonl"),
        fifth + "\n" + fifth.substring(0, 40),
        StandardOpenOption.APPEND);
    Files.writeString(
        temporary.resolve("run/rounds.jsonl"), "{\"epoch\":5,\"rou", StandardOpenOption.APPEND);

    Checkpoint newest = folder().newest(console).orElseThrow();
    assertThat(newest.epoch()).isEqualTo(4);
    Run resumed = new Run(newest);
    resumed.epochsTo(6);
    for (int i = 0; i < files.size(); i++) {
      assertThat(temporary.resolve("run").resolve(files.get(i)))
          .content()
          .isEqualTo(undisturbed.get(i));
    }
    assertThat(resumed.rounds.before()).isEqualTo(5 * ROUNDS);
    assertThat(resumed.rounds.newestEpoch()).hasSize(ROUNDS);
  }

  @Test
  void aCheckpointWhoseEpochsAreNotInMetricsIsPassedOver() throws IOException {
    new Run(start()).epochsTo(3);
    Path metrics = temporary.resolve("run/metrics.jsonl");
    List<String> lines = Files.readAllLines(metrics);
    Files.writeString(metrics, lines.get(0) + "\n" + lines.get(1) + "\n");
    assertThat(folder().newest(console).orElseThrow().epoch()).isEqualTo(2);
    assertThat(warnings).singleElement().asString().contains("epoch-0003", "metrics.jsonl");
  }

  @Test
  void roundsThatAreLostAreNamed() throws IOException {
    Run run = new Run(start());
    run.epochsTo(2);
    Path rounds = temporary.resolve("run/rounds.jsonl");
    List<String> lines = Files.readAllLines(rounds);
    Files.writeString(rounds, lines.get(0) + "\nnot JSON\n");
    new Run(run.now);
    assertThat(warnings).containsExactly("rounds.jsonl is damaged; what is left of it: 1 rounds");
    assertThat(rounds).content().isEqualTo(lines.get(0) + "\n");
  }
}

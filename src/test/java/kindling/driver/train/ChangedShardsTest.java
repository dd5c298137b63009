package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.EventfulDisk;
import kindling.driver.fixtures.ImageFiles;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A shard of a prepared set is another one, or gone, when a run reads it again. */
class ChangedShardsTest {
  private static final String[] ENCODED = {"data.cache=encoded"};
  private static final String[] FROM_SOURCE = {"data.cache=encoded", "data.disk=1"};

  @TempDir static Path folder;

  private static Path shard;
  private static byte[] before;
  private static String undisturbed;

  private enum Fault {
    TRUNCATED {
      @Override
      void happen() throws IOException {
        Files.write(shard, Arrays.copyOf(before, before.length / 2));
      }
    },
    REPLACED {
      @Override
      void happen() throws IOException {
        Path other = shard.resolveSibling("train-00002-of-00003.parquet");
        Files.copy(other, shard, StandardCopyOption.REPLACE_EXISTING);
      }
    },
    REMOVED {
      @Override
      void happen() throws IOException {
        Files.delete(shard);
      }
    };

    abstract void happen() throws IOException;
  }

  @BeforeAll
  static void prepareAndTrain() throws IOException {
    ImageFiles.writePhotos(folder.resolve("photos"), 15, "dim", "light");
    Path set = folder.resolve("set");
    CommandLineRun prepared =
        CommandLineRun.of(
            "prepare",
            folder.resolve("photos").toString(),
            set.toString(),
            "--shard-images=10",
            "--master=local[2]");
    assertThat(prepared.code()).as(prepared.remarks()).isZero();
    shard = set.resolve("data/train-00000-of-00003.parquet");
    before = Files.readAllBytes(shard);
    undisturbed = train("run", ENCODED).weights();
  }

  @BeforeEach
  void whole() throws IOException {
    Files.write(shard, before);
  }

  @AfterEach
  void usualDisk() {
    EventfulDisk.forget();
  }

  private static CommandLineRun train(String name, String... settings) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        """
        architecture = mlp-4
        batch-size = 4
        workers = 2
        epochs = 2
        steps-per-round = 1
        data { height = 20, width = 20, fit = crop }
        """);
    return CommandLine.of("train", conf)
        .in(folder.resolve(name))
        .local(2)
        .set("data.path=" + folder.resolve("set"), "resume=auto")
        .set(settings)
        .run();
  }

  private static void assertRefused(CommandLineRun run, int code) {
    assertThat(run.code()).as(run.remarks()).isEqualTo(code);
    assertThat(run.remarks()).doesNotContain("\tat ", "this is a bug");
  }

  /** As where all executors were lost. */
  private static void forgetShares() {
    JavaSparkContext.fromSparkContext(SparkContext.getOrCreate())
        .getPersistentRDDs()
        .values()
        .forEach(shares -> shares.unpersist(true));
  }

  @ParameterizedTest
  @CsvSource({"decoded,TRUNCATED", "encoded,REMOVED"})
  void whatExecutorsKeepIsNotReadAgain(String cache, Fault fault) throws IOException {
    EventfulDisk.plan("epoch-0001", fault::happen);
    CommandLineRun run = train("kept-" + cache, "data.cache=" + cache);
    assertThat(run.weights()).isEqualTo(undisturbed);
    assertThat(Files.exists(shard) && Files.size(shard) == before.length).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whatIsReadAgainMustBeAsItWas(Fault fault) throws IOException {
    EventfulDisk.plan("epoch-0001", fault::happen);
    CommandLineRun run = train("again-" + fault, FROM_SOURCE);
    assertRefused(run, ExitCode.DATA);
    assertThat(run.remarks()).contains(shard.toString(), "--resume");
    if (fault == Fault.REMOVED) {
      Files.write(shard, before);
      assertThat(train("again-" + fault, FROM_SOURCE).weights()).isEqualTo(undisturbed);
    }
  }

  @ParameterizedTest
  @CsvSource({"decoded,TRUNCATED", "decoded,REPLACED", "encoded,REMOVED"})
  void aLostExecutorsShareMustBeAsItWas(String cache, Fault fault) throws IOException {
    EventfulDisk.plan(
        "epoch-0001",
        () -> {
          fault.happen();
          forgetShares();
        });
    CommandLineRun run = train("lost-" + cache + "-" + fault, "data.cache=" + cache);
    assertRefused(run, ExitCode.DATA);
    assertThat(run.remarks()).contains("--resume");
  }

  @Test
  void aKilledRunGoesOnWithTheSameShardsAlone() throws IOException {
    Path run = folder.resolve("run");
    Files.delete(run.resolve("result.json"));
    Files.delete(run.resolve("final.safetensors"));
    delete(run.resolve("checkpoints/epoch-0002"));

    Fault.TRUNCATED.happen();
    CommandLineRun truncated = train("run", ENCODED);
    assertRefused(truncated, ExitCode.DATA);
    assertThat(truncated.remarks()).contains(shard.toString(), "expected a Parquet file");
    Fault.REPLACED.happen();
    CommandLineRun replaced = train("run", ENCODED);
    assertRefused(replaced, ExitCode.RUN_FOLDER);
    assertThat(replaced.remarks()).contains("data with the digest");
    Fault.REMOVED.happen();
    CommandLineRun removed = train("run", ENCODED);
    assertRefused(removed, ExitCode.DATA);
    assertThat(removed.remarks()).contains("expected 3 files train-*-of-00003, found 2");

    Files.write(shard, before);
    CommandLineRun resumed = train("run", ENCODED);
    assertThat(resumed.weights()).isEqualTo(undisturbed);
    assertThat(resumed.remarks()).contains("going on from epoch-0001 of");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

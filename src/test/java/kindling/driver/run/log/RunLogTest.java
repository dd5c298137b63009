package kindling.driver.run.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLineRun;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** run.log of real runs. */
class RunLogTest {
  @TempDir Path folder;

  private CommandLineRun train(Path run, String... more) throws IOException {
    Path conf = folder.resolve("logged.conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 100, test = 40 } }
        architecture = lenet
        schedule { rate = 0.05 }
        optimizer { kind = adamw, momentum = 0.5 }
        workers = 2
        epochs = 2
        batch-size = 16
        steps-per-round = 2
        """);
    List<String> arguments =
        new ArrayList<>(List.of("train", conf.toString(), "--master", "local[2]"));
    arguments.addAll(List.of("--set", "run.dir=" + run));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray(String[]::new));
  }

  @Test
  void aRunsLogSaysWhatASupportEngineerAsks() throws IOException {
    Path run = folder.resolve("run");
    CommandLineRun trained = train(run);
    assertThat(trained.code()).as(trained.remarks()).isZero();
    assertThat(Files.readString(run.resolve("run.log")))
        .containsPattern(
            "INFO  RunLog .* at work in file:.*, process " + ProcessHandle.current().pid())
        .as("settings")
        .contains("batch-size = 16")
        .as("a warning of the console's")
        .containsPattern("WARN  console .* optimizer.momentum has no effect")
        .as("data")
        .containsPattern("INFO  SplitReader .* read the training split: 80 examples")
        .as("the engine")
        .containsPattern("INFO  AgreedEngine .* the engine that all executors agree on: torch")
        .as("rounds")
        .containsPattern("DEBUG Rounds .* epoch 2, round 1: loss ")
        .as("tasks, which in local mode run in the driver's process")
        .containsPattern("DEBUG LocalSteps .*Executor task.* epoch 1, round 1, worker 1: 2 steps")
        .containsPattern("INFO  CheckpointStore .* checkpoint .*epoch-0002")
        .as("results")
        .containsPattern("INFO  OpenRun .* finished: .*\"test_accuracy\"");
    assertThat(trained.remarks())
        .as("people see a warning once, and no log")
        .containsOnlyOnce("optimizer.momentum has no effect")
        .doesNotContain("DEBUG", "INFO", "at work in");
  }

  @Test
  void aResumedRunsLogGoesOn() throws IOException {
    Path run = folder.resolve("run");
    assertThat(train(run).code()).isZero();
    Files.delete(run.resolve("result.json"));
    assertThat(train(run, "--resume").code()).isZero();
    assertThat(Files.readString(run.resolve("run.log")).split("at work in ")).hasSize(3);
  }

  @Test
  void aBugsStackTraceIsInTheLogAndTheMessageNamesIt() throws IOException {
    Path run = folder.resolve("run");
    System.setProperty("spark.hadoop.fs.file.impl", Buggy.class.getName());
    System.setProperty("spark.hadoop.fs.file.impl.disable.cache", "true");
    CommandLineRun trained;
    try {
      trained = train(run);
    } finally {
      System.clearProperty("spark.hadoop.fs.file.impl");
      System.clearProperty("spark.hadoop.fs.file.impl.disable.cache");
    }
    assertThat(trained.code()).as(trained.remarks()).isEqualTo(ExitCode.BUG);
    assertThat(trained.remarks())
        .contains("kindling: a bug, provoked", "this is a bug; file:" + run.resolve("run.log"));
    assertThat(Files.readString(run.resolve("run.log")))
        .containsPattern("ERROR console .* ended without a result")
        .contains("java.lang.IllegalStateException: a bug, provoked")
        .contains("\tat " + Buggy.class.getName());
  }

  /** Of a text that grows the newest lines are kept, whole. */
  @Test
  void theLogIsBounded() {
    RecentText text = new RecentText(1000);
    for (int i = 0; i < 1000; i++) {
      text.add("line " + i + "\n");
    }
    List<String> kept = new String(text.bytes(), StandardCharsets.UTF_8).lines().toList();
    assertThat(text.bytes().length).isBetween(1000, 2000);
    assertThat(kept).first().asString().matches("line \\d+");
    assertThat(kept).last().isEqualTo("line 999");
    text.add("x".repeat(5000) + "\nlast\n");
    assertThat(new String(text.bytes(), StandardCharsets.UTF_8)).endsWith("line 999\nlast\n");
  }

  /** The local file system, with a bug where the second epoch's checkpoint is written. */
  public static final class Buggy extends LocalFileSystem {
    /** Called by Hadoop. */
    public Buggy() {
      super(
          new RawLocalFileSystem() {
            @Override
            public FSDataOutputStream create(
                org.apache.hadoop.fs.Path path,
                boolean overwrite,
                int bufferSize,
                short replication,
                long blockSize,
                Progressable progress)
                throws IOException {
              if (path.toString().contains("epoch-0002")) {
                throw new IllegalStateException("a bug, provoked");
              }
              return super.create(path, overwrite, bufferSize, replication, blockSize, progress);
            }
          });
    }
  }
}

package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that are no numbers any more are neither written, gone on from nor scored. */
class FiniteRunTest {
  @TempDir Path folder;

  private Path run;
  private CommandLine train;

  @BeforeEach
  void aRunOfOneUpdate() throws IOException {
    run = folder.resolve("run");
    train = command("train", run, "epochs=1");
  }

  private CommandLine command(String command, Path run, String... settings) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        "architecture = lenet\nbatch-size = 40\nworkers = 1\n"
            + "data { format = shapes, shapes { training = 50, test = 20 } }\n");
    return CommandLine.of(command, conf).in(run).local(1).set(settings);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.kind=sgd",
        "averaging.outer=slowmo",
        "ema.decay=0.9",
        "swa.from-fraction=0.5",
        "averaging.norm-statistics=re-estimated"
      })
  void theLastUpdateIsLookedAtBeforeAnythingIsWritten(String setting) {
    CommandLineRun trained =
        train.set("schedule.kind=constant", "schedule.rate=1e42", setting).run();
    assertThat(trained.code()).as(trained.remarks()).isEqualTo(ExitCode.DIVERGED);
    assertThat(trained.remarks())
        .contains("not finite any more after the update of epoch 1, round 1: ", "schedule.rate")
        .doesNotContain("\tat ");
    assertThat(run.resolve("final.safetensors")).doesNotExist();
    assertThat(run.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void finiteWeightsThatGiveNoFiniteLossAreNotWrittenEither() {
    CommandLineRun trained = train.set("schedule.kind=constant", "schedule.rate=1e38").run();
    assertThat(trained.code()).as(trained.remarks()).isEqualTo(ExitCode.DIVERGED);
    assertThat(trained.remarks()).contains("the validation loss of epoch 1 is not finite");
    assertThat(run.resolve("final.safetensors")).doesNotExist();
    assertThat(run.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void weightsThatAreNotFiniteAreRefused() throws IOException {
    train.run().weights();
    Path weights = run.resolve("final.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
    Files.write(weights, bytes);
    for (CommandLine use :
        new CommandLine[] {
          new CommandLine(List.of("evaluate", run.toString())),
          command("train", folder.resolve("next"), "init.from=" + weights)
        }) {
      CommandLineRun refused = use.run();
      assertThat(refused.code()).as(refused.remarks()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(refused.remarks()).contains("fc3.bias: expected finite values, found NaN");
    }
  }
}

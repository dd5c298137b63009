package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.RunOnDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scheduler's example, started three times: it trains, goes on after a kill, has nothing to do.
 */
class ScheduledIT {
  @TempDir Path folder;

  private LaunchedRun pretrain(String name) throws IOException {
    return LaunchedRun.command(
        folder,
        name,
        List.of(
            LaunchedRun.ROOT.resolve("scripts/scheduled/pretrain").toString(),
            LaunchedRun.ROOT.resolve("conf/shapes.conf").toString(),
            folder.resolve("run").toString(),
            "--set",
            "data.shapes.training=300",
            "--set",
            "data.shapes.test=100",
            "--set",
            "run.checkpoint-rounds=2"));
  }

  @Test
  void threeStartsTrainGoOnAndReport() throws Exception {
    LaunchedRun first = pretrain("first");
    RunOnDisk disk = new RunOnDisk(folder.resolve("run"));
    first.until("a checkpoint", () -> !disk.newestCheckpoint().isEmpty());
    first.kill();
    String left = disk.newestCheckpoint();
    assertThat(folder.resolve("run/result.json")).doesNotExist();
    LaunchedRun second = pretrain("second");
    String weights = second.weights();
    assertThat(second.log()).contains("going on from " + left + " of");
    LaunchedRun third = pretrain("third");
    assertThat(third.weights()).isEqualTo(weights);
    assertThat(third.log()).contains("is finished: nothing to do");
  }
}

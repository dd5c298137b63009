package kindling.driver.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LearningFigures;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a driver has averaged is kept when a job fails, though no checkpoint was due. */
class KeptRoundsTest {
  @TempDir Path folder;

  private CommandLine train(String run) throws IOException {
    Path conf = folder.resolve("test.conf");
    Files.writeString(
        conf,
        "architecture = lenet\nbatch-size = 10\nworkers = 2\nepochs = 2\nsteps-per-round = 1\n"
            + "data { format = shapes, shapes { training = 100, test = 20 } }\n");
    return CommandLine.of("train", conf).in(folder.resolve(run)).local(2);
  }

  @Test
  void theLastWholeRoundIsWrittenAndGoneOnFromToTheSameBits() throws IOException {
    String undisturbed = train("undisturbed").run().weights();
    System.setProperty("spark.extraListeners", FailingJob.class.getName());
    CommandLineRun failed;
    try {
      failed = train("failed").run();
    } finally {
      System.clearProperty("spark.extraListeners");
    }
    assertThat(failed.code()).as(failed.remarks()).isNotZero();
    assertThat(failed.remarks())
        .contains("what was trained is kept in epoch-0001-round-00001: --resume goes on");
    CommandLineRun resumed = train("failed").and("--resume").run();
    assertThat(resumed.remarks()).contains("going on from epoch-0001-round-00001 of");
    assertThat(resumed.weights()).isEqualTo(undisturbed);
    assertThat(LearningFigures.of(folder.resolve("failed")))
        .isEqualTo(LearningFigures.of(folder.resolve("undisturbed")));
  }

  /** Cancels the job of the second round of the second epoch as it begins. */
  public static final class FailingJob extends SparkListener {
    private static final int ROUNDS_AN_EPOCH = 4;

    private int rounds;

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      if (job.properties().containsKey("kindling.round") && ++rounds == ROUNDS_AN_EPOCH + 2) {
        SparkContext.getOrCreate().cancelAllJobs();
      }
    }
  }
}

package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kindling.data.shard.Shard;
import kindling.driver.cluster.Cluster;
import kindling.driver.cluster.Console;
import kindling.driver.dataset.WorkerShard;
import kindling.driver.evaluate.Scoring;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.fixtures.SparkHoldings;
import kindling.driver.fixtures.StandaloneCluster;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.inference.EvaluationViews;
import kindling.model.torch.OwnProcess;
import kindling.model.weights.Initialization;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * On executors of their own, 200 rounds leave on the disks and in the driver's maps what 5 leave,
 * and one whose executor dies under it leaves no more than that executor's files.
 */
class RoundsLeaveNothingIT {
  private static final int FEW = 5;
  private static final int MANY = 200;

  @TempDir Path folder;

  @Test
  void onExecutorsOfTheirOwn() throws Exception {
    Path disks = folder.resolve("disks");
    try (StandaloneCluster cluster =
        new StandaloneCluster(
            LaunchedRun.SPARK, folder, Map.of("spark.local.dir", disks.toString()))) {
      cluster.addWorker(0);
      cluster.addWorker(1);
      String output =
          OwnProcess.run(
              Driver.class,
              List.of(cluster.url(), disks.toString()),
              System.getProperty("spark.opens").split(" "));
      assertThat(output).contains("all rounds done");
    }
  }

  /** The driver of the rounds, in a process of its own with Java's packages opened to Spark. */
  static final class Driver {
    private static final Architecture MLP =
        Families.named("mlp-16", LocalSpark.SHAPE, LocalSpark.CLASSES);
    private static final TrainingSpec SPEC = LocalSpark.plain(MLP, 0.01, 4);
    private static final List<Shard> SHARDS = LocalSpark.shards(8, 8, 8, 8);

    /** Data and index of each worker, in the round's job and in the scoring after it. */
    private static final long LOST_FILES = 4L * SHARDS.size();

    private static final RoundPlan PLAN =
        new EpochPlan(SHARDS.stream().map(Shard::size).toList(), 4, 2).of(1).get(0);

    private Driver() {}

    public static void main(String[] arguments) throws IOException {
      System.setProperty("spark.driver.host", "127.0.0.1");
      System.setProperty("spark.ui.enabled", "false");
      System.setProperty("spark.executor.memory", "1g");
      System.setProperty("spark.executor.extraClassPath", System.getProperty("java.class.path"));
      Path disks = Path.of(arguments[1]);
      try (JavaSparkContext spark =
          Cluster.open("rounds", arguments[0], 1, Console.warnings(warning -> {}))) {
        JavaRDD<WorkerShard> shards =
            LocalSpark.distributed(spark, SHARDS).persist(StorageLevel.MEMORY_AND_DISK());
        float[] state = Initialization.initialize(MLP, 3).values();
        SparkHoldings expected = new SparkHoldings(0, 0, 0, 1);
        state = rounds(spark, shards, state, FEW);
        assertThat(SparkHoldings.settled(spark, disks, expected)).as("few").isEqualTo(expected);

        state = rounds(spark, shards, state, MANY - FEW);
        assertThat(SparkHoldings.settled(spark, disks, expected)).as("many").isEqualTo(expected);

        float[] undisturbed = rounds(spark, shards, state, 1);
        float[] disturbed = rounds(spark, shards.map(Driver::dying), state, 1);
        assertThat(disturbed).isEqualTo(undisturbed);
        rounds(spark, shards, disturbed, FEW);
        SparkHoldings lost = new SparkHoldings(LOST_FILES, 0, 0, 1);
        assertThat(SparkHoldings.settled(spark, disks, lost))
            .as("after a loss")
            .matches(after -> after.noMoreThan(lost), "no more than " + lost);
        System.out.println("all rounds done");
      }
    }

    private static WorkerShard dying(WorkerShard shard) {
      if (shard.worker() == SHARDS.size() - 1
          && TaskContext.get().attemptNumber() == 0
          && TaskContext.get().stageAttemptNumber() == 0) {
        Runtime.getRuntime().halt(1);
      }
      return shard;
    }

    private static float[] rounds(
        JavaSparkContext spark, JavaRDD<WorkerShard> shards, float[] state, int count) {
      Broadcast<TrainingSpec> spec = spark.broadcast(SPEC);
      Rounds rounds = new Rounds(spark, shards, spec, 2);
      Scoring scoring = new Scoring(spark, SPEC.forward(), EvaluationViews.PLAIN);
      float[] now = state;
      for (int i = 0; i < count; i++) {
        now = rounds.run(PLAN, now).state();
      }
      scoring.score("training", shards, now);
      spec.destroy();
      return now;
    }
  }
}

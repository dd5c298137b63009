package kindling.driver.cluster.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import kindling.data.ImageShape;
import kindling.driver.cli.ExitCode;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.EngineSpec;
import kindling.driver.cluster.memory.EngineMemory.Origin;
import kindling.driver.cluster.memory.MemoryGrant.Kind;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.LocalSpark;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A run that would not fit into its containers is refused with what to set. */
class EngineMemoryTest {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;

  @TempDir Path folder;

  private static SparkConf conf(String... properties) {
    SparkConf conf = new SparkConf(false);
    for (String property : properties) {
      String[] pair = property.split("=");
      conf.set(pair[0], pair[1]);
    }
    return conf;
  }

  private static MemoryGrant grant(String... properties) {
    return MemoryGrant.of(conf(properties), 12, 3, 64);
  }

  private static MemoryGrant container(long bytes) {
    return new MemoryGrant(
        Kind.CONTAINER, OptionalLong.of(bytes), 2, "spark.executor.memoryOverhead");
  }

  @ParameterizedTest
  @CsvSource({
    "yarn, spark.executor.memory=2g, 384",
    "yarn, spark.executor.memory=8g, 819",
    "k8s://https://h:1, spark.executor.memoryOverhead=2g, 2048",
    "k8s://https://h:1, spark.executor.memoryOverhead=3000, 3000",
    "yarn, spark.executor.memoryOverheadFactor=0.5, 512",
    "yarn, spark.executor.minMemoryOverhead=700m, 700",
    "spark://h:1, spark.executor.memoryOverhead=1g, 1024"
  })
  void theGrantIsWhatSparkGivesItsContainers(String master, String property, long mib) {
    MemoryGrant grant = grant("spark.master=" + master, property);
    assertThat(grant.kind()).isEqualTo(Kind.CONTAINER);
    assertThat(grant.bytes()).hasValue(mib * MIB);
    assertThat(grant.origin()).contains("spark.executor.memoryOverhead");
  }

  @Test
  void slotsAreTheCoresOfAnExecutorByThoseOfATask() {
    assertThat(grant("spark.master=yarn").slots()).isEqualTo(1);
    assertThat(grant("spark.master=yarn", "spark.executor.cores=6", "spark.task.cpus=2").slots())
        .isEqualTo(3);
    assertThat(grant("spark.master=spark://h:1").slots()).isEqualTo(4);
    assertThat(grant("spark.master=spark://h:1").kind()).isEqualTo(Kind.NOBODY);
    assertThat(grant("spark.master=local[12]").slots()).isEqualTo(12);
    MemoryGrant few = MemoryGrant.of(conf("spark.master=local[12]"), 12, 1, 5);
    assertThat(few.slots()).as("no more than there are workers").isEqualTo(5);
    assertThat(few.kind()).isEqualTo(Kind.MACHINE);
    assertThat(few.bytes().getAsLong()).isBetween(0L, 1L << 50);
  }

  @Test
  void aContainerThatIsTooSmallIsRefusedWithWhatToSet() {
    EngineMemory memory = new EngineMemory(3 * GIB, Origin.ESTIMATE, container(384 * MIB));
    assertThatThrownBy(() -> memory.check(Console.warnings(warning -> {})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "2 worker(s) at once take an estimated 3.0 GiB outside the Java heap",
            "spark.executor.memoryOverhead leaves 384 MiB",
            "Set --conf spark.executor.memoryOverhead=3072m",
            "batch-size");
    EngineMemory given = new EngineMemory(GIB, Origin.SETTING, container(384 * MIB));
    assertThatThrownBy(() -> given.check(Console.warnings(warning -> {})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("lets 2 worker(s) at once take 1.0 GiB", "leaves 384 MiB");
  }

  @Test
  void theBoundIsTheSettingOrElseWhatTheContainerGrants() {
    Console console = Console.warnings(warning -> {});
    assertThat(new EngineMemory(GIB, Origin.ESTIMATE, container(3 * GIB)).check(console))
        .isEqualTo(3 * GIB);
    assertThat(new EngineMemory(GIB, Origin.SETTING, container(3 * GIB)).check(console))
        .isEqualTo(GIB);
    MemoryGrant machine = new MemoryGrant(Kind.MACHINE, OptionalLong.of(GIB), 2, "the machine");
    assertThat(new EngineMemory(3 * GIB, Origin.ESTIMATE, machine).check(console))
        .as("an estimate on a machine is a warning")
        .isEqualTo(EngineSpec.UNBOUNDED);
    assertThatThrownBy(() -> new EngineMemory(3 * GIB, Origin.SETTING, machine).check(console))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("the machine leaves 1.0 GiB", "--driver-memory");
  }

  private static long needed(JavaSparkContext spark, int side, String sizes) {
    Settings settings =
        Settings.read(
            "test",
            ConfigFactory.parseString(
                "architecture = resnet20, data { format = shapes" + sizes + " }"));
    Architecture network = Families.named("resnet20", new ImageShape(3, side, side), 10);
    return EngineMemory.of(spark, settings, network, Engines.Choice.TORCH).needed();
  }

  @Test
  void theLargestImagesOfARunCount() {
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      long large = needed(spark, 64, "");
      assertThat(needed(spark, 32, ", size = [{ until = 0.5, size = 16 }, { size = 64 }]"))
          .isEqualTo(large);
      assertThat(needed(spark, 64, ", size = [{ size = 32 }]"))
          .as("scored images are larger")
          .isEqualTo(large)
          .isGreaterThan(needed(spark, 32, ""));
    }
  }

  private CommandLineRun train(String memory) throws IOException {
    Path conf = folder.resolve("memory.conf");
    Files.writeString(
        conf,
        """
        data { format = shapes, shapes { training = 60, test = 20 } }
        architecture = mlp-8
        epochs = 1
        batch-size = 8
        """);
    return CommandLineRun.of(
        "train",
        conf.toString(),
        "--master",
        "local[2]",
        "--set",
        "run.dir=" + folder.resolve(memory),
        "--set",
        "engine-memory=" + memory);
  }

  @Test
  void aProcessThatTakesMoreThanTheSettingStopsTheRun() throws IOException {
    CommandLineRun stopped = train("8m");
    assertThat(stopped.remarks())
        .contains(
            "engine-memory: expected a process that trains to take at most 8 MiB outside its Java"
                + " heap, found",
            "after a round",
            "--resume")
        .doesNotContain("\tat ");
    assertThat(stopped.code()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(train("0").code()).isZero();
    assertThat(train("100000g").code()).as("more than the machine has").isEqualTo(2);
  }
}

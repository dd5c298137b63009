package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.StandaloneCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shaded jar as users submit it: the bits do not depend on where it runs. */
class ClusterIT {
  private static final String TINY =
      """
      layers = [
        { kind = conv, channels = 4, kernel = 3, stride = 2 }
        { kind = batch-norm }
        { name = stem, kind = relu }
        { kind = depthwise-conv, kernel = 3, padding = 1 }
        { name = branch, kind = relu6 }
        { kind = add, from = [branch, stem] }
        { kind = dropout }
        { kind = global-avg-pool }
        { kind = linear, outputs = classes }
      ]
      """;

  @TempDir static Path folder;
  private static String local;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void trainInLocalMode() throws Exception {
    local = weights(launcher("local"), "local");
    cluster = new StandaloneCluster(LaunchedRun.SPARK, folder);
    cluster.addWorker(0);
    cluster.addWorker(1);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void aStandaloneClusterGivesTheBitsOfLocalMode() throws Exception {
    assertThat(weights(onCluster(launcher("cluster")), "cluster")).isEqualTo(local);
  }

  @Test
  void aNetworkDescribedLayerByLayerHasTheBitsOfLocalModeThereToo() throws Exception {
    Files.writeString(folder.resolve("tiny.conf"), TINY);
    String network = "architecture=" + folder.resolve("tiny.conf");
    LaunchedRun here = LaunchedRun.command(folder, "tiny", launcher("tiny", network));
    String expected = here.weights();
    assertThat(here.log()).contains("training tiny (");
    List<String> there = onCluster(launcher("tiny-cluster", network));
    assertThat(weights(there, "tiny-cluster")).isEqualTo(expected).isNotEqualTo(local);
  }

  @Test
  void aClusterThatAuthenticatesAndEncryptsGivesThemTooAndKeepsTheSecret() throws Exception {
    String secret = "c5f1b0d2-keep-me";
    Map<String, String> security =
        Map.of("spark.authenticate", "true", "spark.authenticate.secret", secret);
    try (StandaloneCluster secured = new StandaloneCluster(LaunchedRun.SPARK, folder, security)) {
      secured.addWorker(2);
      secured.addWorker(3);
      List<String> command = launcher("secured");
      command.addAll(List.of("--master", secured.url(), "--executor-memory", "1g"));
      for (String property :
          List.of(
              "spark.authenticate=true",
              "spark.authenticate.secret=" + secret,
              "spark.hadoop.fs.s3a.secret.key=" + secret,
              "spark.network.crypto.enabled=true",
              "spark.io.encryption.enabled=true")) {
        command.addAll(List.of("--conf", property));
      }
      assertThat(weights(command, "secured")).isEqualTo(local);
    }
    for (String place : List.of("secured", "secured.log", "worker-2", "worker-3")) {
      try (Stream<Path> files = Files.walk(folder.resolve(place))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(secret);
        }
      }
    }
  }

  @Test
  void plainSparkSubmitGivesTheBitsOfTheLauncher() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(System.getProperty("spark.opens").split(" ")));
    command.addAll(
        List.of(
            "-cp",
            LaunchedRun.SPARK.resolve("jars") + "/*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local[1]",
            "--class",
            "kindling.driver.Kindling",
            LaunchedRun.ROOT.resolve("target/kindling.jar").toString()));
    command.addAll(arguments("submit"));
    assertThat(weights(command, "submit")).isEqualTo(local);
  }

  @Test
  void aKilledDriverResumesToTheSameBits() throws Exception {
    Process process = LaunchedRun.builder(folder, "killed", launcher("killed")).start();
    try (BufferedReader rows =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String row = rows.readLine();
      while (row != null && !row.strip().startsWith("1 ")) {
        row = rows.readLine();
      }
      assertThat(row).as(Files.readString(folder.resolve("killed.log"))).isNotNull();
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    assertThat(folder.resolve("killed/final.safetensors")).doesNotExist();
    List<String> again = launcher("killed");
    again.add("--resume");
    assertThat(weights(again, "resumed")).isEqualTo(local);
  }

  private static List<String> launcher(String name, String... more) {
    return LaunchedRun.launcher(arguments(name, more));
  }

  private static List<String> onCluster(List<String> command) {
    command.addAll(List.of("--master", cluster.url(), "--executor-memory", "1g"));
    return command;
  }

  private static List<String> arguments(String name, String... more) {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "data.shapes.training=600",
                "data.shapes.test=100",
                "workers=3",
                "steps-per-round=2",
                "epochs=3"));
    settings.addAll(List.of(more));
    return LaunchedRun.shapes(folder.resolve(name), settings.toArray(String[]::new));
  }

  private static String weights(List<String> command, String name)
      throws IOException, InterruptedException {
    return LaunchedRun.command(folder, name, command).weights();
  }
}

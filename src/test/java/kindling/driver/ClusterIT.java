package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.fixtures.RunOnDisk;
import kindling.driver.fixtures.StandaloneCluster;
import kindling.driver.fixtures.Wiretap;
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

  /** Of classes that tasks are made of, in what Java serializes. */
  private static final String OURS = "kindling.driver";

  @TempDir static Path folder;
  private static String local;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void trainInLocalMode() throws Exception {
    local = weights(train("local"), "local");
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
    assertThat(weights(on(cluster, train("cluster")), "cluster")).isEqualTo(local);
  }

  @Test
  void aNetworkDescribedLayerByLayerHasTheBitsOfLocalModeThereToo() throws Exception {
    Files.writeString(folder.resolve("tiny.conf"), TINY);
    String network = "architecture=" + folder.resolve("tiny.conf");
    CommandLineRun here = train("tiny", network).local(2).run();
    String expected = here.weights();
    assertThat(here.remarks()).contains("training tiny (");
    CommandLine there = on(cluster, train("tiny-cluster", network));
    assertThat(weights(there, "tiny-cluster")).isEqualTo(expected).isNotEqualTo(local);
  }

  @Test
  void aClusterThatAuthenticatesAndEncryptsGivesThemTooAndKeepsTheSecret() throws Exception {
    String secret = "c5f1b0d2-keep-me";
    Map<String, String> security =
        Map.of("spark.authenticate", "true", "spark.authenticate.secret", secret);
    try (StandaloneCluster secured =
            new StandaloneCluster(
                LaunchedRun.SPARK, Files.createDirectory(folder.resolve("secure")), security);
        Wiretap tap = new Wiretap(secret, OURS)) {
      secured.addWorker(2);
      secured.addWorker(3);
      CommandLine train =
          on(secured, train("secured"))
              .conf(
                  "spark.authenticate=true",
                  "spark.authenticate.secret=" + secret,
                  "spark.hadoop.fs.s3a.secret.key=" + secret,
                  "spark.network.crypto.enabled=true",
                  "spark.io.encryption.enabled=true");
      Set<String> disks = weightsAreThoseOfLocalMode(train, "secured", secured, tap);
      assertThat(tap.heard()).as("the wire").isEmpty();
      assertThat(disks).as("the disks").noneMatch(text -> text.contains(OURS));
    }
    for (String place : List.of("secured", "secured.log", "secure")) {
      try (Stream<Path> files = Files.walk(folder.resolve(place))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(secret);
        }
      }
    }
  }

  /** Without encryption there is something to see: the test above does not look past it. */
  @Test
  void onAnOpenClusterTheWireAndTheDisksShowWhatIsSent() throws Exception {
    try (Wiretap tap = new Wiretap(OURS)) {
      Set<String> disks =
          weightsAreThoseOfLocalMode(on(cluster, train("open")), "open", cluster, tap);
      assertThat(tap.heard()).as("the wire").containsExactly(OURS);
      assertThat(disks).as("the disks").anyMatch(text -> text.contains(OURS));
    }
  }

  /** Trains while everything is listened to, and returns what shuffle files held meanwhile. */
  private static Set<String> weightsAreThoseOfLocalMode(
      CommandLine train, String name, StandaloneCluster on, Wiretap tap) throws Exception {
    LaunchedRun run =
        LaunchedRun.start(
            folder, name, train.conf(tap.properties()).conf("spark.shuffle.compress=false"));
    Set<String> shuffled = new HashSet<>();
    run.until("a file of a shuffle", () -> shuffled.addAll(shuffled(on.disks())));
    assertThat(run.weights()).isEqualTo(local);
    return shuffled;
  }

  /** Files come and go while they are looked for. */
  private static List<String> shuffled(Path disks) throws IOException {
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(disks)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".data")).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (!text.isEmpty()) {
          texts.add(text);
        }
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      return texts;
    }
    return texts;
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
    command.addAll(train("submit").words());
    assertThat(LaunchedRun.command(folder, "submit", command).weights()).isEqualTo(local);
  }

  @Test
  void aKilledDriverResumesToTheSameBits() throws Exception {
    RunOnDisk disk = new RunOnDisk(folder.resolve("killed"));
    LaunchedRun run = LaunchedRun.start(folder, "killed", on(cluster, train("killed")));
    run.until("the first epoch's checkpoint", () -> disk.epochs() > 0);
    run.kill();
    String left = disk.newestCheckpoint();
    assertThat(folder.resolve("killed/final.safetensors")).doesNotExist();
    LaunchedRun resumed =
        LaunchedRun.start(folder, "resumed", on(cluster, train("killed").and("--resume")));
    assertThat(resumed.weights()).isEqualTo(local);
    assertThat(resumed.log()).contains("going on from " + left + " of");
    assertThat(LearningFigures.of(folder.resolve("killed")))
        .isEqualTo(LearningFigures.of(folder.resolve("local")));
  }

  /** Files of images that executors decode, once or for each batch; batches augmented. */
  @Test
  void filesOfImagesHaveTheBitsOfLocalModeThereToo() throws Exception {
    ImageFiles.write(folder.resolve("images"), 30, "cat", "dog", "emu");
    String expected = files("files", "data.cache=decoded").local(2).run().weights();
    assertThat(weights(on(cluster, files("files-cluster", "data.cache=encoded")), "files-cluster"))
        .isEqualTo(expected)
        .isNotEqualTo(local);
  }

  private static CommandLine files(String name, String cache) {
    return train(
        name,
        cache,
        "data.format=auto",
        "data.path=" + folder.resolve("images"),
        "augmentation.crop-padding=2",
        "augmentation.flip-probability=0.5",
        "batch-size=8");
  }

  private static CommandLine on(StandaloneCluster cluster, CommandLine line) {
    return line.and("--master", cluster.url(), "--executor-memory", "1g");
  }

  private static CommandLine train(String name, String... more) {
    return LaunchedRun.shapes(
            folder.resolve(name),
            "data.shapes.training=600",
            "data.shapes.test=100",
            "workers=3",
            "steps-per-round=2",
            "epochs=3")
        .set(more);
  }

  private static String weights(CommandLine line, String name)
      throws IOException, InterruptedException {
    return LaunchedRun.start(folder, name, line).weights();
  }
}

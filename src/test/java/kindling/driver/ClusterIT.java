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
import kindling.driver.cli.ExitCode;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.LearningFigures;
import kindling.driver.fixtures.RoundsUnderWay;
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

  private static final int WORKERS = 2;

  /** An instruction set that no processor is limited to by itself. */
  private static final Map<String, String> OTHER_BITS = Map.of("DNNL_MAX_CPU_ISA", "SSE41");

  /** A host's, as cron and containers leave it. */
  private static final Map<String, String> NO_UTF8 = Map.of("LC_ALL", "POSIX");

  @TempDir static Path folder;
  private static String local;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void trainInLocalMode() throws Exception {
    local = train("local").local(2).run().weights();
    cluster = new StandaloneCluster(LaunchedRun.SPARK, folder, Map.of(), NO_UTF8);
    for (int worker = 0; worker < WORKERS; worker++) {
      cluster.addWorker(worker);
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
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
  void aClusterGivesTheBitsOfLocalModeAndAnOpenOneShowsWhatIsSent() throws Exception {
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

  /** A driver is killed; the next one ends because of an executor; the third one goes on. */
  @Test
  void aKilledDriverAndALateExecutorOfOtherBitsChangeNoBit() throws Exception {
    CommandLine train = on(cluster, train("killed", "resume=auto"));
    RunOnDisk disk = new RunOnDisk(folder.resolve("killed"));
    LaunchedRun killed = LaunchedRun.start(folder, "killed", train);
    killed.until("the first epoch's checkpoint", () -> disk.epochs() > 0);
    killed.kill();
    String left = disk.newestCheckpoint();

    LaunchedRun refused = trainsUntilALateExecutorComes(train);
    assertThat(refused.exitCode()).as(refused.log()).isEqualTo(ExitCode.CONFIGURATION);
    assertThat(refused.log())
        .contains("going on from " + left + " of")
        .containsPattern(
            "(?m)^kindling: executor 2 on 127\\.0\\.0\\.4 came later and would compute other bits:"
                + " expected .*\\(bits \\w+\\), found .*\\(bits \\w+\\)\\. .*DNNL_MAX_CPU_ISA")
        .doesNotContain("this is a bug");
    assertThat(folder.resolve("killed/final.safetensors")).doesNotExist();

    String kept = disk.newestCheckpoint();
    LaunchedRun resumed = LaunchedRun.start(folder, "resumed", train);
    assertThat(resumed.weights()).isEqualTo(local);
    assertThat(resumed.log()).contains("going on from " + kept + " of");
    assertThat(LearningFigures.of(folder.resolve("killed")))
        .isEqualTo(LearningFigures.of(folder.resolve("local")));
  }

  /** The others stand still from a round's steps until it is there. */
  private static LaunchedRun trainsUntilALateExecutorComes(CommandLine train) throws Exception {
    Path events = Files.createDirectory(folder.resolve("events"));
    RoundsUnderWay rounds = new RoundsUnderWay(events);
    LaunchedRun run =
        LaunchedRun.start(
            folder,
            "refused",
            train.conf(
                "spark.eventLog.enabled=true",
                "spark.eventLog.dir=" + events.toUri(),
                // Whoever is free has the next task, and the first one that fails ends the run.
                "spark.locality.wait=0",
                "spark.task.maxFailures=1"));
    run.until("steps on all", () -> rounds.begun() > 0 && rounds.executors() == WORKERS);
    cluster.signalExecutors("STOP");
    cluster.addWorker(WORKERS, OTHER_BITS);
    run.until("a late executor", () -> rounds.executors() > WORKERS);
    cluster.signalExecutors("CONT");
    run.exitCode();
    cluster.killWorker(WORKERS);
    return run;
  }

  /**
   * Files that executors find by their names and decode, once or for each batch; batches augmented;
   * a network described layer by layer. Neither the launcher nor the executors' hosts have a
   * locale.
   */
  @Test
  void withoutALocaleFilesAndADescribedNetworkHaveTheBitsOfLocalModeToo() throws Exception {
    Files.writeString(folder.resolve("tiny.conf"), TINY);
    ImageFiles.write(folder.resolve("images"), 30, "gato", "ñandú", "emu");
    CommandLineRun here = files("files", "data.cache=decoded").local(2).run();
    String expected = here.weights();
    assertThat(here.remarks()).contains("training tiny (");

    List<String> bare = new ArrayList<>(List.of("env", "-i"));
    bare.add("PATH=" + System.getenv("PATH"));
    bare.add("HOME=" + System.getenv("HOME"));
    bare.add("SPARK_HOME=" + LaunchedRun.SPARK);
    bare.addAll(LaunchedRun.launcher(on(cluster, files("files-cluster", "data.cache=encoded"))));
    assertThat(LaunchedRun.command(folder, "files-cluster", bare).weights())
        .isEqualTo(expected)
        .isNotEqualTo(local);
    assertThat(Files.readString(folder.resolve("files-cluster/data.json"))).contains("ñandú");
  }

  private static CommandLine files(String name, String cache) {
    return train(
        name,
        cache,
        "architecture=" + folder.resolve("tiny.conf"),
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
            "data.shapes.training=300",
            "data.shapes.test=100",
            "workers=3",
            "steps-per-round=2",
            "epochs=3")
        .set(more);
  }
}

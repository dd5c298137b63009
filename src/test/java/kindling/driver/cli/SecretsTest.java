package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.data.Credentials;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets reach neither what a run prints nor what it stores. */
class SecretsTest {
  private static final String SECRET = "wJalrXUtnFEMI-keep-me";

  @TempDir Path folder;

  private String conf(String... lines) throws IOException {
    Path file = folder.resolve("secrets.conf");
    Files.write(file, Stream.concat(Stream.of("data.format = shapes"), Stream.of(lines)).toList());
    return file.toString();
  }

  private static void assertKept(CommandLineRun run) {
    assertThat(run.remarks()).doesNotContain(SECRET);
    assertThat(run.results()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.path", "run.dir", "init.from"})
  void aPasswordInALocationIsRefusedAndNotRepeated(String key) throws IOException {
    String location = "s3a://AKIAEXAMPLE:" + SECRET + "@bucket/one";
    for (CommandLineRun run :
        List.of(
            CommandLineRun.of("train", conf(), "--set", key + "=" + location),
            CommandLineRun.of("train", conf(key + " = \"" + location + "\"")),
            CommandLineRun.of("train", conf(), "--set", key + "=[\"" + location + "\"]"),
            CommandLineRun.of("train", conf(), "--set", location))) {
      assertThat(run.code()).isEqualTo(ExitCode.CONFIGURATION);
      assertThat(run.remarks()).contains("s3a://AKIAEXAMPLE:***@bucket/one");
      assertKept(run);
    }
    assertThat(CommandLineRun.of("train", conf(), "--set", key + "=" + location).remarks())
        .contains(key + ": expected a location without a password", "credential provider");
  }

  @Test
  void evaluateRefusesItTooAndAnyUriIsMasked() {
    CommandLineRun run =
        CommandLineRun.of("evaluate", "s3a://AKIAEXAMPLE:" + SECRET + "@bucket/weights.pt");
    assertThat(run.code()).isNotEqualTo(ExitCode.OK).isNotEqualTo(ExitCode.BUG);
    assertKept(run);
    for (String harmless :
        List.of(
            "hdfs://name:8020/runs/a@b",
            "abfss://box@account.dfs/x",
            "file:/a:b@c",
            "s3a://bucket/a:b@c",
            "the run in hdfs://name:8020 is not mine@all")) {
      assertThat(Credentials.mask(harmless)).isEqualTo(harmless);
    }
    assertThat(Credentials.mask("at s3a://key:ab/c+d=@bucket/x: no"))
        .isEqualTo("at s3a://key:***@bucket/x: no");
  }

  @Test
  void whatSparkIsToldForHadoopStaysThere() throws IOException {
    System.setProperty("spark.hadoop.fs.s3a.secret.key", SECRET);
    try {
      CommandLineRun run =
          CommandLineRun.of(
              "train",
              conf(
                  "data.shapes { training = 60, test = 20 }",
                  "architecture = mlp-8",
                  "epochs = 1",
                  "batch-size = 8"),
              "--master",
              "local[2]",
              "--set",
              "run.dir=" + folder.resolve("run"),
              "--json");
      assertThat(run.code()).as(run.remarks()).isZero();
      assertKept(run);
      try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
              .as(file.toString())
              .doesNotContain(SECRET);
        }
      }
    } finally {
      System.clearProperty("spark.hadoop.fs.s3a.secret.key");
    }
  }
}

package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.fixtures.ResettingProxy;
import kindling.driver.fixtures.S3Server;
import kindling.driver.run.checkpoint.CheckpointFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data in a store that speaks S3, over connections that are reset again and again. */
class S3IT {
  private static final int BYTES_OF_A_CONNECTION = 30_000;

  @TempDir static Path folder;

  private static S3Server server;
  private static ResettingProxy network;
  private static Path photos;

  @BeforeAll
  static void start() throws IOException {
    server = new S3Server(Files.createDirectories(folder.resolve("server")));
    network = new ResettingProxy(server.port(), BYTES_OF_A_CONNECTION);
    photos = server.bucket("data").resolve("photos");
    ImageFiles.writePhotos(photos, 20, "dim", "light");
  }

  @AfterAll
  static void stop() throws IOException {
    network.close();
    server.close();
  }

  private static LaunchedRun start(String name, CommandLine line) throws Exception {
    return LaunchedRun.start(folder, name, line.conf(server.properties(network.port())).local(2));
  }

  private static CommandLine prepare(String source, Path set) {
    return new CommandLine(List.of("prepare", source, set.toString(), "--shard-images=10"));
  }

  private static CommandLine train(String source, String name) {
    return LaunchedRun.shapes(
        folder.resolve(name),
        "data.format=auto",
        "data.path=" + source,
        "data.height=20",
        "data.width=20",
        "data.fit=crop",
        "data.cache=encoded",
        "data.disk=1",
        "architecture=mlp-8",
        "batch-size=8",
        "workers=2",
        "epochs=2");
  }

  private static Map<String, String> shards(Path set) throws IOException {
    Map<String, String> shards = new TreeMap<>();
    try (Stream<Path> files = Files.list(set.resolve("data"))) {
      for (Path file : files.toList()) {
        shards.put(file.getFileName().toString(), CheckpointFiles.sha256(Files.readAllBytes(file)));
      }
    }
    return shards;
  }

  @Test
  void aSetIsPreparedToTheSameBytes() throws Exception {
    int before = network.resets();
    LaunchedRun prepared =
        start("prepare", prepare("s3a://data/photos", folder.resolve("from-s3")));
    CommandLineRun local = prepare(photos.toString(), folder.resolve("from-here")).local(2).run();
    assertThat(local.code()).as(local.remarks()).isZero();
    assertThat(prepared.exitCode()).as(prepared.log()).isZero();
    assertThat(network.resets()).isGreaterThan(before);
    assertThat(shards(folder.resolve("from-s3"))).isEqualTo(shards(folder.resolve("from-here")));
    assertKept();
  }

  @Test
  void aRunEndsWithTheSameBits() throws Exception {
    int before = network.resets();
    LaunchedRun remote = start("train", train("s3a://data/photos", "remote"));
    String expected = train(photos.toString(), "local").local(2).run().weights();
    assertThat(remote.weights()).isEqualTo(expected);
    assertThat(remote.log()).contains("from their source again");
    assertThat(network.resets()).isGreaterThan(before);
    assertKept();
  }

  /** Whatever the commands printed and wrote is without the secret. */
  private static void assertKept() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(S3Server.SECRET);
      }
    }
  }
}

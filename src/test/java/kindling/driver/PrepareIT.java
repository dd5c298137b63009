package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import kindling.driver.fixtures.HaltingFileSystem;
import kindling.driver.fixtures.HaltingFileSystem.At;
import kindling.driver.fixtures.ImageFiles;
import kindling.driver.fixtures.LaunchedRun;
import kindling.driver.run.checkpoint.CheckpointFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preparation whose process dies again and again ends with the bytes of one that did not. */
class PrepareIT {
  private record Kill(At at, String path) {}

  private static final List<Kill> KILLS =
      List.of(
          new Kill(At.WRITE, "/\\.recipe\\.json"),
          new Kill(At.WRITE, "/data/\\.train-00001-of-00004"),
          new Kill(At.RENAME, "/\\.preparing/train-00002-of-00004"),
          new Kill(At.RENAME, "/data/test-00003-of-00004"),
          new Kill(At.RENAME, "/manifest\\.json"));

  @TempDir Path folder;

  private CommandLine prepare(Path set) {
    return new CommandLine(
        List.of(
            "prepare",
            folder.resolve("images").toString(),
            set.toString(),
            "--shard-images=8",
            "--master=local[2]"));
  }

  private static Map<String, String> digests(Path set) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(set)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        digests.put(
            set.relativize(file).toString(), CheckpointFiles.sha256(Files.readAllBytes(file)));
      }
    }
    return digests;
  }

  @Test
  void killedAtAnyPointItGoesOnToTheSameBytes() throws Exception {
    ImageFiles.write(folder.resolve("images"), 16, "cat", "dog");
    Path whole = folder.resolve("whole");
    CommandLineRun undisturbed = prepare(whole).run();
    assertThat(undisturbed.code()).as(undisturbed.remarks()).isZero();
    Path set = folder.resolve("set");
    for (int kill = 0; kill < KILLS.size(); kill++) {
      LaunchedRun run =
          LaunchedRun.start(
              folder,
              "prepare-" + kill,
              prepare(set)
                  .conf(HaltingFileSystem.conf(KILLS.get(kill).at(), KILLS.get(kill).path())));
      assertThat(run.exitCode()).as(run.log()).isEqualTo(HaltingFileSystem.EXIT_CODE);
      assertThat(set.resolve("manifest.json")).doesNotExist();
    }
    CommandLineRun last = prepare(set).run();
    assertThat(last.code()).as(last.remarks()).isZero();
    assertThat(last.remarks()).contains("test: 4 of 4 shards are there already");
    assertThat(digests(set)).isEqualTo(digests(whole));
  }
}

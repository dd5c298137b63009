package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in conf/ is read, and a step of what it describes is taken on generated images. */
class ConfFilesTest {
  @TempDir Path folder;

  static Stream<Path> files() throws IOException {
    return Files.list(Path.of("conf")).filter(file -> file.toString().endsWith(".conf")).sorted();
  }

  @ParameterizedTest
  @MethodSource("files")
  void aStepIsTaken(Path conf) throws IOException {
    String text = Files.readString(conf);
    String command =
        text.contains("\nsearch {") ? "search" : text.contains("\nstudy {") ? "study" : "train";
    CommandLine line =
        CommandLine.of(command, conf)
            .in(folder.resolve("run"))
            .local(2)
            .set(
                "data.format=shapes",
                "data.shapes.training=40",
                "data.shapes.test=20",
                "data.validation-fraction=0.5",
                "data.examples-per-class=0",
                "batch-size=10",
                "steps-per-round=1",
                "epochs=1");
    CommandLineRun run =
        switch (command) {
          case "search" ->
              line.set("search.trials=1", "search.method=random", "search.space={seed.choice=[1]}")
                  .run();
          case "study" ->
              line.set(
                      "study.seeds=[1]",
                      "study.repetitions=1",
                      "study.architectures=[resnet8,mlp-8]")
                  .run();
          default -> line.run();
        };
    assertThat(run.code()).as(run.remarks()).isZero();
    // The method set above leaves keys of the file's own method idle.
    assertThat(run.remarks().lines().filter(remark -> remark.contains("has no effect")))
        .allMatch(remark -> remark.startsWith("warning: search.") && command.equals("search"));
  }
}

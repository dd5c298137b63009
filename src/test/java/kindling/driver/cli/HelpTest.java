package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.driver.fixtures.CommandLineRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The launcher prints the texts of scripts/help without starting Java, before the first build too:
 * they are what the commands themselves print. One that differs is written anew as {@code java -cp
 * "target/kindling.jar:target/spark/jars/*" kindling.driver.Kindling COMMAND --help}.
 */
class HelpTest {
  private static final Path TEXTS = Path.of("scripts/help");

  static List<String> commands() {
    return CommandLineRun.of("help")
        .results()
        .lines()
        .dropWhile(line -> !line.equals("Commands:"))
        .filter(line -> line.matches("  [a-z].*"))
        .map(line -> line.strip().split(" ")[0])
        .filter(command -> !command.equals("help"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void aCommandsTextIsWhatItPrints(String command) throws IOException {
    assertThat(TEXTS.resolve(command + ".txt"))
        .hasContent(CommandLineRun.of(command, "--help").results());
  }

  @Test
  void theTextOfAllCommandsIsWhatHelpPrintsAndThereAreNoOthers() throws IOException {
    assertThat(TEXTS.resolve("kindling.txt")).hasContent(CommandLineRun.of("help").results());
    try (Stream<Path> files = Files.list(TEXTS)) {
      assertThat(files).hasSize(1 + commands().size());
    }
  }

  @Test
  void theOptionsOfSparkAreAmongThoseOfTrain() {
    assertThat(CommandLineRun.of("train", "--help").results())
        .contains("--executor-memory", "--deploy-mode", "--conf");
  }
}

package kindling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CONTRIBUTING.md says what is there, and an addition touches what it says. */
class ContributingTest {
  private static final Pattern QUOTED = Pattern.compile("`([^`\\s]+)`");

  /** Main files that an addition touches at most, in the table's order. */
  private static final List<Integer> MOST = List.of(6, 2, 2, 2, 2);

  private static String text() throws IOException {
    return Files.readString(Path.of("CONTRIBUTING.md"));
  }

  private static List<String> quoted(String text) {
    return QUOTED.matcher(text).results().map(result -> result.group(1)).toList();
  }

  /** The cells of the table of additions: a new, like, touches, is tested in, described in. */
  static Stream<List<String>> additions() throws IOException {
    return text()
        .lines()
        .filter(line -> line.startsWith("| ") && line.contains(".java`"))
        .map(line -> Stream.of(line.split("\\|")).map(String::strip).skip(1).toList());
  }

  @Test
  void everyFileThatItNamesIsThere() throws IOException {
    List<String> files =
        quoted(text()).stream().filter(name -> name.matches(".*[./].*[a-z]")).toList();

    assertThat(files).contains("conf/shapes.conf", "DECISIONS.md", "docs/training.md");
    assertThat(files)
        .filteredOn(name -> !name.contains("()") && !name.equals("final.safetensors"))
        .allSatisfy(name -> assertThat(Path.of(name)).exists());
  }

  @ParameterizedTest
  @MethodSource("additions")
  void everyTestThatItNamesIsThere(List<String> addition) throws IOException {
    List<String> tests = quoted(addition.get(3));

    assertThat(tests).isNotEmpty().allSatisfy(test -> assertThat(sources(test)).isNotEmpty());
  }

  private static List<Path> sources(String name) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      return files.filter(file -> file.endsWith(name + ".java")).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("additions")
  void theFilesThatAnAdditionTouchesAreThoseThatNameItsExample(List<String> addition)
      throws IOException {
    String example = quoted(addition.get(1)).get(0);

    assertThat(naming(example)).containsExactlyInAnyOrderElementsOf(quoted(addition.get(2)));
  }

  @Test
  void anAdditionTouchesFewFiles() throws IOException {
    List<Integer> counts = additions().map(addition -> quoted(addition.get(2)).size()).toList();

    assertThat(counts).hasSameSizeAs(MOST);
    for (int i = 0; i < counts.size(); i++) {
      assertThat(counts.get(i)).as("row " + i).isLessThanOrEqualTo(MOST.get(i));
    }
  }

  private static List<String> naming(String example) throws IOException {
    Pattern word = Pattern.compile("\\b" + example + "\\b");
    List<String> naming = new ArrayList<>();
    for (String root : List.of("data", "model", "driver")) {
      try (Stream<Path> files = Files.walk(Path.of(root))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          if (word.matcher(Files.readString(file)).find()) {
            naming.add(file.toString());
          }
        }
      }
    }
    return naming;
  }
}

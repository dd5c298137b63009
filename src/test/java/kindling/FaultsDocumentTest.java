package kindling;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every line of docs/faults.md names tests that exist. */
class FaultsDocumentTest {
  private static final Path SOURCES = Path.of("src/test/java");
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

  @Test
  void everyPromiseIsShownByATestThatExists() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("docs/faults.md")).stream()
            .dropWhile(line -> !line.startsWith("|---"))
            .skip(1)
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    assertThat(rows).hasSizeGreaterThan(20);
    for (String row : rows) {
      List<String> named = new ArrayList<>();
      Matcher matcher = NAMED.matcher(row);
      while (matcher.find()) {
        named.add(matcher.group());
        String source = source(matcher.group(1));
        if (matcher.group(2) != null) {
          assertThat(source).as(matcher.group()).contains(" " + matcher.group(2) + "(");
        }
      }
      assertThat(named).as(row).isNotEmpty();
    }
  }

  private static String source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().equals(test + ".java")).toList();
      assertThat(found).as(test).hasSize(1);
      return Files.readString(found.get(0));
    }
  }
}

package kindling.driver.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineProgressTest {
  private static List<String> lines(long skipped, long... steps) {
    PrintStream before = System.err;
    ByteArrayOutputStream shown = new ByteArrayOutputStream();
    System.setErr(new PrintStream(shown, true, StandardCharsets.UTF_8));
    try (LineProgress progress = new LineProgress("epoch 2", 1000)) {
      progress.skip(skipped);
      for (long step : steps) {
        progress.advance(step);
      }
    } finally {
      System.setErr(before);
    }
    return shown.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void eachFifthIsALine() {
    assertThat(lines(0, 100, 100, 500, 300))
        .extracting(line -> line.replaceAll(" examples,.*", ""))
        .containsExactly(
            "epoch 2: 200 of 1,000", "epoch 2: 700 of 1,000", "epoch 2: 1,000 of 1,000");
  }

  @Test
  void whatWasDoneBeforeCountsAsDoneAndNotAsFast() {
    List<String> lines = lines(900, 1, 99);
    assertThat(lines).singleElement().asString().startsWith("epoch 2: 1,000 of 1,000 examples, ");
    assertThat(lines).singleElement().asString().endsWith(", 0 s left");
    assertThat(lines(800)).isEmpty();
  }
}

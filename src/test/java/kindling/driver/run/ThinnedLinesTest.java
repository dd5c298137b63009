package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinnedLinesTest {
  private static List<String> kept(int lines) {
    ThinnedLines thinned = new ThinnedLines(4);
    IntStream.range(0, lines).forEach(i -> thinned.add("" + i));
    return thinned.lines();
  }

  @Test
  void fewAreKeptWhole() {
    assertThat(kept(0)).isEmpty();
    assertThat(kept(1)).containsExactly("0");
    assertThat(kept(4)).containsExactly("0", "1", "2", "3");
  }

  @Test
  void ofManyEvenlySpacedOnesAndTheLastAreKept() {
    assertThat(kept(5)).containsExactly("0", "2", "4");
    assertThat(kept(8)).containsExactly("0", "2", "4", "6", "7");
    assertThat(kept(9)).containsExactly("0", "4", "8");
    assertThat(kept(1000)).containsExactly("0", "256", "512", "768", "999");
  }
}

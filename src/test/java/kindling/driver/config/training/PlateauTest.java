package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kindling.Python;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against ReduceLROnPlateau of Debian's PyTorch. */
class PlateauTest {
  private static final double RATE = 0.4;
  private static JsonNode recorded;

  @BeforeAll
  static void askPyTorch(@TempDir Path folder) throws IOException, InterruptedException {
    recorded = new ObjectMapper().readTree(Python.run("pytorch/schedules.py", folder));
  }

  private static void assertRates(Plateau plateau, List<Double> figures, String name) {
    JsonNode rates = recorded.get(name);
    assertThat(rates).hasSameSizeAs(figures);
    for (int epochs = 1; epochs <= figures.size(); epochs++) {
      assertThat(RATE * plateau.factorAfter(figures.subList(0, epochs)))
          .as("after %d epochs", epochs)
          .isCloseTo(rates.get(epochs - 1).asDouble(), within(1e-12));
    }
  }

  private static List<Double> losses() {
    List<Double> losses = new ArrayList<>();
    recorded.get("losses").forEach(loss -> losses.add(loss.asDouble()));
    return losses;
  }

  @Test
  void lowersTheRateAfterMoreBadEpochsThanItsPatience() {
    assertRates(new Plateau(ValidationMetric.LOSS, 0.5, 2, 1e-4, 0, 0), losses(), "plateau");
  }

  @Test
  void coolsDownAndKeepsALeastRate() {
    assertRates(
        new Plateau(ValidationMetric.LOSS, 0.5, 1, 0.01, 3, 0.15 / RATE),
        losses(),
        "plateau, cooldown");
  }

  @Test
  void watchesAnAccuracyRise() {
    assertRates(
        new Plateau(ValidationMetric.ACCURACY, 0.2, 1, 1e-4, 0, 0),
        losses().stream().map(loss -> 1 / loss).toList(),
        "plateau, accuracy");
  }

  @Test
  void noneLeavesTheRateAlone() {
    assertThat(Plateau.NONE.factorAfter(losses())).isEqualTo(1);
  }
}

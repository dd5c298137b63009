package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kindling.Python;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schedules against those of Debian's PyTorch: an example a step, 100 steps. PyTorch's one-cycle
 * has its peak a step before that share of the steps.
 */
class SchedulesTest {
  private static JsonNode recorded;

  @BeforeAll
  static void askPyTorch(@TempDir Path folder) throws IOException, InterruptedException {
    recorded = new ObjectMapper().readTree(Python.run("pytorch/schedules.py", folder));
  }

  static Stream<Arguments> pytorch() {
    return Map.of(
            "step", new Schedule.Step(0.4, 0.2, 30),
            "multi-step", new Schedule.MultiStep(0.4, 0.3, List.of(10.0, 55.0, 80.0)),
            "exponential", new Schedule.Exponential(0.4, 0.97, 1),
            "polynomial", new Schedule.Polynomial(0.4, 2, 0, 80, 0),
            "cosine", new Schedule.WarmupCosine(0.4, 0, 100, 0.01),
            "restarts", new Schedule.CosineRestarts(0.4, 0, 15, 2, 0.01),
            "one-cycle", new Schedule.OneCycle(0.02, 0.4, 0.0004, 0.3 * 101 - 1, 100),
            "warm-up", new Schedule.Warmup(25, new Schedule.Constant(0.4)))
        .entrySet()
        .stream()
        .map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pytorch")
  void givePyTorchsRates(String name, Schedule schedule) {
    JsonNode rates = recorded.get(name);

    assertThat(rates).hasSize(101);
    for (int step = 0; step <= 100; step++) {
      assertThat(schedule.rate(step))
          .as("step %d", step)
          .isCloseTo(rates.get(step).asDouble(), within(1e-9));
    }
  }
}

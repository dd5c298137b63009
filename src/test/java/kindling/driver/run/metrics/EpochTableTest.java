package kindling.driver.run.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochTableTest {
  private static EpochMetrics metrics(int epoch, double loss, double top1, double seconds) {
    SplitMetrics split = new SplitMetrics(1000, loss, top1, 1, null, null);
    return new EpochMetrics(
        epoch, 1000, 4, 0.04167, split, split, -0.1019, 0, seconds, 0, 12_345, null, null);
  }

  @Test
  void rowsFitEightyColumnsUnderOneHead() {
    List<String> lines = new ArrayList<>();
    EpochTable table = new EpochTable(lines::add);
    table.row(metrics(1, 2.1234, 0.1816, 11.8));
    table.row(metrics(10_000, 12.3456, 1, 9_999.9));

    assertThat(lines).hasSize(3).allSatisfy(line -> assertThat(line).hasSize(80));
    assertThat(lines.get(0).split(" +"))
        .containsExactly(
            "epoch", "loss", "acc", "val", "loss", "val", "acc", "top-5", "gap", "rate", "time",
            "ex/s");
    assertThat(lines.get(1)).contains(" 2.1234  18.16 %", "-10.19", "0.04167", "11.8 s", "12345");
  }
}

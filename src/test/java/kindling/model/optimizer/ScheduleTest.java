package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final Schedule COSINE = new Schedule.WarmupCosine(0.4, 1_000, 9_000, 0.004);

  @Test
  void constantStays() {
    Schedule schedule = new Schedule.Constant(0.1);

    assertThat(schedule.rate(0)).isEqualTo(0.1);
    assertThat(schedule.rate(1e12)).isEqualTo(0.1);
  }

  @Test
  void stepsFallAtTheirVeryExample() {
    Schedule schedule = new Schedule.Step(0.1, 0.5, 1_000);

    assertThat(schedule.rate(0)).isEqualTo(0.1);
    assertThat(schedule.rate(999.9)).isEqualTo(0.1);
    assertThat(schedule.rate(1_000)).isEqualTo(0.05);
    assertThat(schedule.rate(3_500)).isEqualTo(0.0125);
  }

  @Test
  void warmupIsAStraightLineToThePeak() {
    assertThat(COSINE.rate(0)).isZero();
    assertThat(COSINE.rate(250)).isCloseTo(0.1, within(1e-15));
    assertThat(COSINE.rate(1_000)).isEqualTo(0.4);
  }

  @Test
  void cosineEndsAtTheFinalRateAndStays() {
    assertThat(COSINE.rate(5_000)).isCloseTo((0.4 + 0.004) / 2, within(1e-15));
    assertThat(COSINE.rate(9_000)).isEqualTo(0.004);
    assertThat(COSINE.rate(1e9)).isEqualTo(0.004);
  }

  @Test
  void cosineNeverRises() {
    double[] rates = IntStream.rangeClosed(1_000, 9_100).mapToDouble(COSINE::rate).toArray();

    assertThat(IntStream.range(1, rates.length).filter(i -> rates[i] > rates[i - 1])).isEmpty();
  }

  @Test
  void withoutWarmupThePeakComesFirst() {
    assertThat(new Schedule.WarmupCosine(0.4, 0, 10, 0).rate(0)).isEqualTo(0.4);
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Schedule.Constant(0)).hasMessageContaining("rate");
    assertThatThrownBy(() -> new Schedule.Step(0.1, 0.5, 0)).hasMessageContaining("length");
    assertThatThrownBy(() -> new Schedule.WarmupCosine(0.1, 10, 10, 0))
        .hasMessage("expected a warm-up shorter than the whole, found 10.0 of 10.0 examples");
    assertThatThrownBy(() -> new Schedule.WarmupCosine(0.1, 1, 10, 0.2))
        .hasMessageContaining("final rate");
  }
}

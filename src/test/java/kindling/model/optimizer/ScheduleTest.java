package kindling.model.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
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

  @Test
  void severalStepsFallAtTheirVeryExamples() {
    Schedule schedule = new Schedule.MultiStep(0.4, 0.5, List.of(10.0, 55.0));

    assertThat(schedule.rate(9.9)).isEqualTo(0.4);
    assertThat(schedule.rate(10)).isEqualTo(0.2);
    assertThat(schedule.rate(54.9)).isEqualTo(0.2);
    assertThat(schedule.rate(55)).isEqualTo(0.1);
  }

  @Test
  void anExponentialFallsEvenly() {
    Schedule schedule = new Schedule.Exponential(0.4, 0.25, 10);

    assertThat(schedule.rate(0)).isEqualTo(0.4);
    assertThat(schedule.rate(5)).isCloseTo(0.2, within(1e-15));
    assertThat(schedule.rate(20)).isCloseTo(0.025, within(1e-15));
  }

  @Test
  void aWarmUpMeetsWhateverFollows() {
    Schedule then = new Schedule.Exponential(0.8, 0.5, 10);
    Schedule schedule = new Schedule.Warmup(10, then);

    assertThat(schedule.rate(0)).isZero();
    assertThat(schedule.rate(5)).isCloseTo(0.2, within(1e-15));
    assertThat(schedule.rate(10)).isEqualTo(then.rate(10)).isCloseTo(0.4, within(1e-15));
    assertThat(schedule.rate(30)).isEqualTo(then.rate(30));
  }

  @Test
  void aLaterStartWaits() {
    assertThat(new Schedule.Polynomial(0.4, 1, 10, 20, 0.2).rate(5)).isEqualTo(0.4);
    assertThat(new Schedule.Polynomial(0.4, 1, 10, 20, 0.2).rate(15)).isCloseTo(0.3, within(1e-15));
    assertThat(new Schedule.Polynomial(0.4, 1, 10, 20, 0.2).rate(99)).isEqualTo(0.2);
    assertThat(new Schedule.CosineRestarts(0.4, 10, 20, 1, 0).rate(10)).isEqualTo(0.4);
    assertThat(new Schedule.CosineRestarts(0.4, 10, 20, 1, 0).rate(20))
        .isCloseTo(0.2, within(1e-15));
    assertThat(new Schedule.CosineRestarts(0.4, 10, 20, 1, 0).rate(30)).isEqualTo(0.4);
  }

  @Test
  void aCycleEndsAndStays() {
    Schedule schedule = new Schedule.OneCycle(0.1, 1, 0.01, 30, 100);

    assertThat(schedule.rate(0)).isCloseTo(0.1, within(1e-15));
    assertThat(schedule.rate(10)).isCloseTo(1 - 0.9 * 0.75, within(1e-15));
    assertThat(schedule.rate(30)).isEqualTo(1);
    assertThat(schedule.rate(65)).isCloseTo((1 + 0.01) / 2, within(1e-15));
    assertThat(schedule.rate(100)).isCloseTo(0.01, within(1e-15));
    assertThat(schedule.rate(1000)).isCloseTo(0.01, within(1e-15));
  }

  @Test
  void settingsOfOtherShapesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Schedule.MultiStep(0.1, 0, List.of()))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> new Schedule.Exponential(0.1, 0.1, 0)).hasMessageContaining("length");
    assertThatThrownBy(() -> new Schedule.Polynomial(0.1, 0, 0, 1, 0))
        .hasMessageContaining("power");
    assertThatThrownBy(() -> new Schedule.CosineRestarts(0.1, 0, 1, 0.5, 0))
        .hasMessageContaining("factor");
    assertThatThrownBy(() -> new Schedule.OneCycle(1, 1, 1, 5, 5)).hasMessageContaining("peak");
    assertThatThrownBy(() -> new Schedule.Warmup(0, new Schedule.Constant(1)))
        .hasMessageContaining("length");
  }
}

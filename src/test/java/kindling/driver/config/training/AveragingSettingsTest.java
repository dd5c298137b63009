package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsTest;
import kindling.model.averaging.NormStatistics;
import kindling.model.averaging.OuterStep;
import kindling.model.averaging.StepsPerRound;
import kindling.model.averaging.WireFormat;
import org.junit.jupiter.api.Test;

/** The settings of averaging, of what regularizes, and of early stopping. */
public class AveragingSettingsTest {
  /** Joins those of {@link SettingsTest}. */
  public static Stream<SettingsTest.Key> keys() {
    return Stream.of(
        new SettingsTest.Key(
            "steps-per-round",
            s -> s.averaging().stepsPerRound(),
            Optional.of(StepsPerRound.constant(16)),
            "epoch",
            Optional.of(StepsPerRound.constant(StepsPerRound.EPOCH)),
            "2.5"),
        new SettingsTest.Key(
            "averaging.overhead", s -> s.averaging().overhead(), 0.1, "0.5", 0.5, "1"),
        new SettingsTest.Key(
            "averaging.outer",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "slowmo",
            new OuterStep.SlowMo(0.5, 1),
            "fast"),
        new SettingsTest.Key(
            "averaging.slowmo.momentum",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.7",
            new OuterStep.SlowMo(0.7, 1),
            "1"),
        new SettingsTest.Key(
            "averaging.slowmo.rate",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.8",
            new OuterStep.SlowMo(0.5, 0.8),
            "0"),
        new SettingsTest.Key(
            "averaging.nesterov.momentum",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.6",
            new OuterStep.Nesterov(0.6, 0.7),
            "1"),
        new SettingsTest.Key(
            "averaging.nesterov.rate",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "1",
            new OuterStep.Nesterov(0.9, 1),
            "0"),
        new SettingsTest.Key(
            "averaging.wire",
            s -> s.averaging().wire(),
            WireFormat.FLOAT32,
            "int8",
            WireFormat.INT8,
            "int4"),
        new SettingsTest.Key(
            "averaging.norm-statistics",
            s -> s.averaging().normStatistics(),
            NormStatistics.AVERAGED,
            "re-estimated",
            NormStatistics.RE_ESTIMATED,
            "none"),
        new SettingsTest.Key(
            "averaging.norm-batches", s -> s.averaging().normBatches(), 16, "3", 3, "0"),
        new SettingsTest.Key(
            "regularization.dropout",
            s -> s.network().regularization().dropout(),
            0.0,
            "0.5",
            0.5,
            "1"),
        new SettingsTest.Key(
            "regularization.stochastic-depth",
            s -> s.network().regularization().stochasticDepth(),
            0.0,
            "0.2",
            0.2,
            "-1"),
        new SettingsTest.Key(
            "regularization.l1", s -> s.network().regularization().l1(), 0.0, "1e-5", 1e-5, "-1"),
        new SettingsTest.Key(
            "early-stopping.metric",
            s -> s.scoring().earlyStopping().metric(),
            Optional.empty(),
            "loss",
            Optional.of(ValidationMetric.LOSS),
            "f1"),
        new SettingsTest.Key(
            "early-stopping.patience", s -> s.scoring().earlyStopping().patience(), 5, "2", 2, "0"),
        new SettingsTest.Key(
            "early-stopping.min-delta",
            s -> s.scoring().earlyStopping().minDelta(),
            0.0,
            "0.01",
            0.01,
            "-1"));
  }

  @Test
  void stepsPerRoundMayComeInStages() {
    Settings settings =
        SettingsTest.read(
            "steps-per-round = [{steps = 1}, {from = 0.5, steps = 16}, {from = 0.9, steps = epoch}]");
    assertThat(settings.averaging().stepsPerRound().orElseThrow().stages())
        .containsExactly(
            new StepsPerRound.Stage(0, 1),
            new StepsPerRound.Stage(0.5, 16),
            new StepsPerRound.Stage(0.9, StepsPerRound.EPOCH));
    String written =
        settings.resolved().render().lines().filter(l -> l.startsWith("steps")).toList().get(0);
    assertThat(SettingsTest.read(written).averaging()).isEqualTo(settings.averaging());
    assertThat(SettingsTest.read("steps-per-round = auto").averaging().stepsPerRound()).isEmpty();
    for (String bad :
        List.of(
            "[]",
            "[{from = 0.5, steps = 2}]",
            "[{steps = 1}, {steps = 2}]",
            "[{steps = 1}, {from = 1, steps = 2}]",
            "[{steps = 1, till = 0.5}]",
            "[1, 2]",
            "0")) {
      assertThatThrownBy(() -> SettingsTest.read("steps-per-round = " + bad))
          .as(bad)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("steps-per-round: expected a whole number of at least 1, epoch");
    }
  }
}

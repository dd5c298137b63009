package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.model.averaging.MeanWeights;
import kindling.model.averaging.NormStatistics;
import org.junit.jupiter.api.Test;

class MeanSettingsTest {
  private static MeanSettings read(String text) {
    return Settings.read("test", ConfigFactory.parseString("data.format = shapes\n" + text))
        .scoring()
        .mean();
  }

  @Test
  void anExponentialMeanWeighsEveryStepByItsAge() {
    MeanSettings ema = read("ema.decay = 0.9");
    MeanWeights mean = ema.afterRound(MeanWeights.NONE, 4, new float[] {1, 9}, 1);
    assertThat(mean.values()).containsExactly(1);
    mean = ema.afterRound(mean, 2, new float[] {3, 9}, 1);
    mean = ema.afterRound(mean, 1, new float[] {-2, 9}, 1);

    double first = (1 - Math.pow(0.9, 4)) * Math.pow(0.9, 3);
    double second = (1 - Math.pow(0.9, 2)) * 0.9;
    double third = 1 - 0.9;
    assertThat(mean.mass()).isCloseTo(1 - Math.pow(0.9, 7), within(1e-12));
    assertThat((double) mean.values()[0])
        .isCloseTo((first * 1 + second * 3 + third * -2) / (first + second + third), within(1e-6));
    assertThat(ema.afterEpoch(mean, 1, 1, new float[] {5}, 1)).isSameAs(mean);
  }

  @Test
  void swaIsThePlainMeanOfTheLastEpochs() {
    MeanSettings swa = read("swa { from-fraction = 0.5, every-epochs = 2 }");
    MeanWeights mean = MeanWeights.NONE;
    for (int epoch = 1; epoch <= 10; epoch++) {
      float[] state = {epoch * epoch, 9};
      assertThat(swa.afterRound(mean, 4, state, 1)).isSameAs(mean);
      mean = swa.afterEpoch(mean, epoch, 10, state, 1);
    }

    assertThat(mean.mass()).isEqualTo(3);
    assertThat((double) mean.values()[0]).isCloseTo((36 + 64 + 100) / 3.0, within(1e-5));
  }

  @Test
  void theLastEpochCountsHoweverLateTheMeanBegins() {
    MeanSettings swa = read("swa.from-fraction = 0.999");

    assertThat(swa.afterEpoch(MeanWeights.NONE, 1, 2, new float[1], 1).mass()).isZero();
    assertThat(swa.afterEpoch(MeanWeights.NONE, 2, 2, new float[1], 1).mass()).isEqualTo(1);
  }

  @Test
  void oneMeanIsChosen() {
    assertThatThrownBy(() -> read("ema.decay = 0.9\nswa.from-fraction = 0.5"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("choose one");
    assertThat(read("")).isEqualTo(MeanSettings.NONE);
    assertThat(read("swa.from-fraction = 0.5").statistics()).isEqualTo(NormStatistics.RE_ESTIMATED);
    assertThat(read("ema.decay = 0.5").statistics()).isEqualTo(NormStatistics.AVERAGED);
  }
}

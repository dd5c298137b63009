package kindling.driver.config.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import kindling.data.augment.Augmentation;
import kindling.driver.config.settings.TransferSettings.Features;
import kindling.driver.config.settings.TransferSettings.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferSettingsTest {
  @ParameterizedTest
  @CsvSource({
    "NONE, 0, 0, AUTO, 1",
    "HEAD, 0, 0, AUTO, 1",
    "HEAD, 0, 0, NEVER, 2",
    "FINE_TUNE, 0, 0, AUTO, 1",
    "FINE_TUNE, 0, 1, AUTO, 2",
    "FINE_TUNE, 3, 0, AUTO, 2"
  })
  void aTaskWorksWithTwoPartsBehindAFrozenOneThatRunsInEveryStep(
      Kind kind, int unfreezeEvery, int headEpochs, Features features, int parts) {
    TransferSettings settings =
        new TransferSettings(
            Optional.of("x"),
            Optional.empty(),
            false,
            kind,
            unfreezeEvery,
            headEpochs,
            1,
            features,
            0);
    assertThat(settings.partsAtOnce(Augmentation.NONE)).isEqualTo(parts);
  }
}

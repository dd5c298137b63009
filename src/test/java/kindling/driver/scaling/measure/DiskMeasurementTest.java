package kindling.driver.scaling.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import kindling.driver.config.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskMeasurementTest {
  @TempDir Path folder;

  @Test
  void aDiskIsReadPastThePageCacheOrSaysThatItCannotBe() {
    try {
      assertThat(DiskMeasurement.bytesPerSecond(folder)).isPositive();
    } catch (ConfigurationException refused) {
      // File systems in memory have no such reads before Linux 6.6.
      assertThat(refused).hasMessageContainingAll("--disk: expected", folder.toString());
    }
    assertThat(folder).isEmptyDirectory();
  }
}

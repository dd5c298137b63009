package kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.junit.jupiter.api.Test;

class SilencedLoggersTest {
  private static final String WITHOUT = "kindling.test.without";
  private static final String WITH = "kindling.test.with";

  @Test
  void loggersAreSilentAndThenAsBefore() {
    Configurator.setLevel(WITH, Level.ERROR);
    Level inherited = LogManager.getLogger(WITHOUT).getLevel();
    try (SilencedLoggers silenced = new SilencedLoggers(WITHOUT, WITH)) {
      assertThat(silenced).isNotNull();
      assertThat(LogManager.getLogger(WITHOUT).isFatalEnabled()).isFalse();
      assertThat(LogManager.getLogger(WITH).isFatalEnabled()).isFalse();
    }
    assertThat(LogManager.getLogger(WITHOUT).getLevel()).isEqualTo(inherited);
    assertThat(LogManager.getLogger(WITH).getLevel()).isEqualTo(Level.ERROR);
    assertThat(LoggerContext.getContext(false).getConfiguration().getLoggers())
        .containsKey(WITH)
        .doesNotContainKey(WITHOUT);
  }
}

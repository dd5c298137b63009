package kindling.driver.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ShownCharsetTest {
  @Test
  void signsThatCannotBeShownAreWrittenPlainly() {
    String text = "3×32×32 images, 81.6 ± 0.1 %, RUN…, 4 µs, Vögel";

    assertThat(new ShownCharset(StandardCharsets.UTF_8).readable(text)).isEqualTo(text);
    assertThat(new ShownCharset(StandardCharsets.ISO_8859_1).readable(text))
        .isEqualTo("3×32×32 images, 81.6 ± 0.1 %, RUN..., 4 µs, Vögel");
    assertThat(new ShownCharset(StandardCharsets.US_ASCII).readable(text))
        .isEqualTo("3x32x32 images, 81.6 +/- 0.1 %, RUN..., 4 us, Vögel");
  }
}

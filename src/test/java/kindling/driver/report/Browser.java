package kindling.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A headless browser that opens a page of Kindling's. */
public final class Browser {
  private Browser() {}

  /**
   * The page as its scripts have left it; nothing may have been told on the console.
   *
   * @param scratch a folder for what the browser keeps
   */
  public static String opened(Path page, Path scratch) throws IOException, InterruptedException {
    Path log = scratch.resolve("browser.log");
    Process browser =
        new ProcessBuilder(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--user-data-dir=" + scratch.resolve("browser"),
                "--enable-logging=stderr",
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectError(log.toFile())
            .start();
    String opened = new String(browser.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(browser.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(browser.exitValue()).isZero();
    assertThat(Files.readString(log)).doesNotContain("CONSOLE");
    assertThat(opened).endsWith("</html>\n");
    return opened;
  }
}

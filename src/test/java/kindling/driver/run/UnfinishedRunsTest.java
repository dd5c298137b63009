package kindling.driver.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.data.Storage;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.run.folder.RunLock;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --resume} without a folder finds the run that is meant, or says what there is. */
class UnfinishedRunsTest {
  private static final ResolvedConfig SETTINGS = ResolvedConfig.parse("epochs = 3\n");

  private final Storage storage = new Storage(new Configuration());
  @TempDir Path root;

  private Path run(String name, String settings) throws IOException {
    Path folder = Files.createDirectories(root.resolve(name));
    Files.writeString(folder.resolve("config.conf"), settings);
    return folder;
  }

  private String newest(String kind) {
    return new UnfinishedRuns(storage.qualify(root.toString()), storage)
        .newest(kind, "birds", SETTINGS)
        .getName();
  }

  @Test
  void theNewestUnfinishedOneOfTheSameSettingsIsTaken() throws IOException {
    run("birds-20261129-101010", "epochs = 3");
    run("birds-20261130-101010", "epochs = 3");
    run("birds-20261130-111010", "epochs = 4");
    Path finished = run("birds-20261130-121010", "epochs = 3");
    Files.writeString(finished.resolve("result.json"), "{}");
    run("birds-large-20261130-131010", "epochs = 3");
    run("birds-20261130-141010-copy", "epochs = 3");
    Files.createDirectories(root.resolve("birds-20261130-151010"));

    assertThat(newest("run")).isEqualTo("birds-20261130-101010");
    assertThat(newest("study")).isEqualTo("birds-20261130-121010");
  }

  @Test
  void oneThatADriverIsAtWorkInIsPassedOver() throws IOException {
    run("birds-20261129-101010", "epochs = 3");
    Path held = run("birds-20261130-101010", "epochs = 3");

    try (RunLock lock = RunLock.take(storage.qualify(held.toString()), storage)) {
      assertThat(newest("run")).isEqualTo("birds-20261129-101010");
      lock.check();
    }
    assertThat(newest("run")).isEqualTo("birds-20261130-101010");
  }

  @Test
  void whereNoneFitsThoseOfOtherSettingsAreNamed() throws IOException {
    assertThatThrownBy(() -> newest("run"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("found none")
        .hasMessageContaining("run.dir=DIR");
    run("birds-20261130-101010", "epochs = 4");
    run("birds-20261130-111010", "epochs = 5");

    assertThatThrownBy(() -> newest("run"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("others: birds-20261130-111010, birds-20261130-101010");
  }

  @Test
  void aRootThatIsNotThereHoldsNone() {
    root = root.resolve("absent");

    assertThatThrownBy(() -> newest("run"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("found none");
  }
}

package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import kindling.DamagedFiles;
import kindling.data.Storage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.conf.Configuration;

/** Whatever a configuration or a lock holds, only the documented exceptions come out. */
class DamagedFilesOfARunTest {
  private final Path folder;

  DamagedFilesOfARunTest() throws IOException {
    folder = Files.createDirectories(Path.of("target/damaged/run").toAbsolutePath());
  }

  @Provide
  Arbitrary<byte[]> configurations() throws IOException {
    return DamagedFiles.of(
        Files.readAllBytes(Path.of("conf/shapes.conf")),
        Files.readAllBytes(Path.of("conf/cifar10-resnet20.conf")));
  }

  @Property
  void configurationsAreReadOrRefused(@ForAll("configurations") byte[] file) throws IOException {
    Path conf = Files.write(folder.resolve("damaged.conf"), file);
    try {
      assertThat(SettingsFile.read(conf.toString(), List.of())).isNotNull();
    } catch (ConfigurationException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }

  @Provide
  Arbitrary<byte[]> locks() {
    RunLock.Holder dead = new RunLock.Holder("token", "elsewhere", 1, "2026-01-01T00:00:00Z", 3);
    return DamagedFiles.of(
        Json.line(dead).getBytes(StandardCharsets.UTF_8),
        "null".getBytes(StandardCharsets.UTF_8),
        "{}".getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void aDamagedLockIsTakenOver(@ForAll("locks") byte[] file) throws IOException {
    Files.write(folder.resolve("lock.json"), file);
    RunLock.Holder own = RunLock.Holder.here();
    RunLock.take(
            new org.apache.hadoop.fs.Path(folder.toUri()),
            new Storage(new Configuration()),
            own,
            Duration.ofMillis(10),
            Duration.ZERO)
        .close();
    assertThat(folder.resolve("lock.json")).doesNotExist();
  }
}

package kindling.driver.run.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import kindling.DamagedFiles;
import kindling.data.Storage;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hadoop.conf.Configuration;

/** Whatever a lock's file holds, the next driver can take the folder. */
class DamagedLockTest {
  private static final Storage STORAGE = new Storage(new Configuration());

  private final Path folder;

  DamagedLockTest() throws IOException {
    folder = Files.createDirectories(Path.of("target/damaged/lock").toAbsolutePath());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Provide
  Arbitrary<byte[]> locks() {
    LockHolder dead = new LockHolder("token", "elsewhere", "another boot", 1, "9");
    return DamagedFiles.of(bytes(Json.line(dead)), bytes("null"), bytes("{}"));
  }

  @Property
  void aDamagedLockIsTakenOver(@ForAll("locks") byte[] file) throws IOException {
    Files.write(folder.resolve("lock.json"), file);
    LockHolder own = LockHolder.here();
    RunLock.take(
            new org.apache.hadoop.fs.Path(folder.toUri()),
            STORAGE,
            own,
            Duration.ofMillis(10),
            Duration.ZERO)
        .close();
    assertThat(folder.resolve("lock.json")).doesNotExist();
  }
}

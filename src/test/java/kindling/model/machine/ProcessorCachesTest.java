package kindling.model.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorCachesTest {
  @TempDir private Path cpu;

  @Test
  void areHiddenWhereTheProcessorIsListedWithoutThem() throws IOException {
    assertThat(ProcessorCaches.hidden(cpu)).isTrue();
    Files.createDirectory(cpu.resolve("cache"));
    assertThat(ProcessorCaches.hidden(cpu)).isTrue();
    Files.createDirectory(cpu.resolve("cache/index0"));
    assertThat(ProcessorCaches.hidden(cpu)).isFalse();
  }

  @Test
  void areNotSaidToBeHiddenWhereNothingIsListed() {
    assertThat(ProcessorCaches.hidden(cpu.resolve("cpu0"))).isFalse();
  }
}

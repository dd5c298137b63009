package kindling.model.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NativeMemoryTest {
  @Test
  void saysWhatTheEnvironmentLacks() {
    assertThat(NativeMemory.missing(NativeMemory.ENVIRONMENT)).isEmpty();
    Map<String, String> other = new TreeMap<>(NativeMemory.ENVIRONMENT);
    other.put("MALLOC_ARENA_MAX", "2");
    assertThat(NativeMemory.missing(other)).as("set otherwise on purpose").isEmpty();
    other.remove("MALLOC_ARENA_MAX");
    assertThat(NativeMemory.missing(other))
        .hasValueSatisfying(
            missing -> assertThat(missing).contains("MALLOC_ARENA_MAX=1").doesNotContain("TRIM"));
  }
}

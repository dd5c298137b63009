package kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.model.EngineOffer;
import kindling.model.Engines;
import kindling.model.engine.Precision;
import org.junit.jupiter.api.Test;

class AgreedEngineTest {
  private static final EngineOffer WIDE = offer("torch 2, float32, on avx512_core");
  private static final EngineOffer NARROW = offer("torch 2, float32, on avx2");

  private static EngineOffer offer(String description) {
    return new EngineOffer(Engines.Choice.TORCH, Precision.FLOAT32, description, List.of());
  }

  @Test
  void takesWhatAllOffer() {
    assertThat(AgreedEngine.of(List.of(WIDE, WIDE), Console.warnings(warning -> {})))
        .isEqualTo("torch 2, float32, on avx512_core");
  }

  @Test
  void refusesExecutorsThatDiffer() {
    assertThatThrownBy(
            () -> AgreedEngine.of(List.of(WIDE, NARROW), Console.warnings(warning -> {})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("on avx2 and torch 2, float32, on avx512_core")
        .hasMessageContaining("DNNL_MAX_CPU_ISA");
  }

  @Test
  void passesOnWhyAnExecutorCannot() {
    EngineOffer refused = new EngineOffer(null, null, "the engines need AVX2", List.of());
    assertThatThrownBy(
            () -> AgreedEngine.of(List.of(WIDE, refused), Console.warnings(warning -> {})))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("the engines need AVX2");
  }
}

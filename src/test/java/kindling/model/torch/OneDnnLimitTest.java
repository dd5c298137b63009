package kindling.model.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OneDnnLimitTest {
  @Test
  void isTheEnvironmentsWhereCachesAreKnown() {
    assertThat(OneDnnLimit.name(Map.of(), false)).isEqualTo("ALL");
    assertThat(OneDnnLimit.name(Map.of("DNNL_MAX_CPU_ISA", "avx2"), false)).isEqualTo("AVX2");
    assertThat(
            OneDnnLimit.name(
                Map.of("DNNL_MAX_CPU_ISA", "AVX2", "ONEDNN_MAX_CPU_ISA", "AVX512_CORE"), false))
        .isEqualTo("AVX512_CORE");
  }

  @Test
  void anEmptyVariableIsNone() {
    assertThat(
            OneDnnLimit.name(Map.of("DNNL_MAX_CPU_ISA", "AVX2", "ONEDNN_MAX_CPU_ISA", ""), false))
        .isEqualTo("AVX2");
    assertThat(OneDnnLimit.name(Map.of("DNNL_MAX_CPU_ISA", ""), false)).isEqualTo("ALL");
  }

  @Test
  void isAtMostAvxWhereCachesAreHidden() {
    assertThat(OneDnnLimit.name(Map.of(), true)).isEqualTo("AVX");
    assertThat(OneDnnLimit.name(Map.of("DNNL_MAX_CPU_ISA", "AVX512_CORE"), true)).isEqualTo("AVX");
    assertThat(OneDnnLimit.name(Map.of("ONEDNN_MAX_CPU_ISA", "avx"), true)).isEqualTo("AVX");
    assertThat(OneDnnLimit.name(Map.of("ONEDNN_MAX_CPU_ISA", "sse41"), true)).isEqualTo("SSE41");
  }
}

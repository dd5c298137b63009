package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import kindling.model.CpuFeatures.Instructions;
import org.junit.jupiter.api.Test;

class CpuFeaturesTest {
  private static final List<String> AVX512 =
      List.of("model name\t: X", "flags\t\t: fpu fma avx2 avx512f avx512bw avx512dq avx512vl");

  @Test
  void readsTheFirstProcessorsFlags() {
    assertThat(CpuFeatures.of(AVX512, Map.of()).used()).isEqualTo(Instructions.AVX512_CORE);
    assertThat(CpuFeatures.of(List.of("flags : avx2 fma avx512f"), Map.of()).used())
        .isEqualTo(Instructions.AVX2);
    assertThat(CpuFeatures.of(List.of("flags : avx"), Map.of()).present())
        .isEqualTo(Instructions.BELOW_AVX2);
    assertThat(CpuFeatures.of(List.of("Features : neon"), Map.of()).present())
        .isEqualTo(Instructions.BELOW_AVX2);
  }

  @Test
  void obeysTheLimitOfOneDnn() {
    CpuFeatures limited = CpuFeatures.of(AVX512, Map.of("ONEDNN_MAX_CPU_ISA", "avx2"));
    assertThat(limited.used()).isEqualTo(Instructions.AVX2);
    assertThat(limited).hasToString("avx2 of avx512_core");
    assertThat(CpuFeatures.of(AVX512, Map.of("DNNL_MAX_CPU_ISA", "AVX2")).used())
        .isEqualTo(Instructions.AVX2);
    assertThat(CpuFeatures.of(AVX512, Map.of("ONEDNN_MAX_CPU_ISA", "ALL")))
        .hasToString("avx512_core");
  }
}

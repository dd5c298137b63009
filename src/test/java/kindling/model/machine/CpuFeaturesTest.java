package kindling.model.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import kindling.model.machine.CpuFeatures.Instructions;
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

  @Test
  void hasBfloat16WhereTheProcessorDoesAndOneDnnMay() {
    List<String> zen4 = List.of(AVX512.get(1) + " avx512_bf16");
    assertThat(CpuFeatures.of(zen4, Map.of()).bfloat16()).isTrue();
    assertThat(CpuFeatures.of(AVX512, Map.of()).bfloat16()).isFalse();
    assertThat(CpuFeatures.of(zen4, Map.of("ONEDNN_MAX_CPU_ISA", "AVX512_CORE")).bfloat16())
        .isFalse();
  }

  @Test
  void refusesProcessorsBelowAvx2() {
    CpuFeatures old = CpuFeatures.of(List.of("flags : avx"), Map.of());
    assertThatThrownBy(old::requireAvx2)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("AVX2");
    CpuFeatures.of(AVX512, Map.of()).requireAvx2();
  }
}

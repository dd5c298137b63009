package kindling.model.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kindling.model.machine.CpuFeatures.Bfloat16;
import kindling.model.machine.CpuFeatures.Instructions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuFeaturesTest {
  private static final List<String> AVX512 =
      List.of("model name\t: X", "flags\t\t: fpu fma avx2 avx512f avx512bw avx512dq avx512vl");

  @Test
  void readsTheFirstProcessorsFlags() {
    assertThat(CpuFeatures.of(AVX512, "ALL").used()).isEqualTo(Instructions.AVX512_CORE);
    assertThat(CpuFeatures.of(List.of("flags : avx2 fma avx512f"), "ALL").used())
        .isEqualTo(Instructions.AVX2);
    assertThat(CpuFeatures.of(List.of("flags : avx"), "ALL").present())
        .isEqualTo(Instructions.BELOW_AVX2);
    assertThat(CpuFeatures.of(List.of("Features : neon"), "ALL").present())
        .isEqualTo(Instructions.BELOW_AVX2);
  }

  @Test
  void aFlagMayComeTwice() {
    assertThat(CpuFeatures.of(List.of("flags : avx2 fma avx2"), "ALL").used())
        .isEqualTo(Instructions.AVX2);
  }

  @Test
  void aNameInAnyEncodingIsNoMatter(@TempDir Path folder) throws IOException {
    byte[] latin = "model name : Caf\u00e9\nflags : avx2 fma".getBytes(StandardCharsets.ISO_8859_1);
    Path cpuinfo = Files.write(folder.resolve("cpuinfo"), latin);
    assertThat(CpuFeatures.read(cpuinfo, "ALL").used()).isEqualTo(Instructions.AVX2);
  }

  @Test
  void refusesMachinesThatDoNotTell(@TempDir Path folder) {
    assertThatThrownBy(() -> CpuFeatures.read(folder.resolve("cpuinfo"), "ALL"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContainingAll("expected the flags of Linux", "cpuinfo", "NoSuchFile");
    assertThatThrownBy(() -> CpuFeatures.read(folder, "ALL"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void obeysTheLimitOfOneDnn() {
    CpuFeatures limited = CpuFeatures.of(AVX512, "AVX2");
    assertThat(limited.used()).isEqualTo(Instructions.AVX2);
    assertThat(limited.present()).isEqualTo(Instructions.AVX512_CORE);
  }

  @Test
  void tellsWhatMultipliesBfloat16() {
    List<String> zen4 = List.of(AVX512.get(1) + " avx512_bf16");
    List<String> xeon = List.of(zen4.get(0) + " amx_bf16 amx_tile amx_int8");
    assertThat(bfloat16(zen4, "ALL")).isEqualTo(Bfloat16.AVX512_CORE_BF16);
    assertThat(bfloat16(xeon, "ALL")).isEqualTo(Bfloat16.AVX512_CORE_AMX);
    assertThat(bfloat16(AVX512, "ALL")).isEqualTo(Bfloat16.NONE);
  }

  @Test
  void obeysTheLimitOfOneDnnInBfloat16() {
    List<String> xeon = List.of(AVX512.get(1) + " avx512_bf16 amx_bf16 amx_tile amx_int8");
    assertThat(bfloat16(xeon, "AVX512_CORE")).isEqualTo(Bfloat16.NONE);
    assertThat(bfloat16(xeon, "AVX512_CORE_BF16")).isEqualTo(Bfloat16.AVX512_CORE_BF16);
    assertThat(bfloat16(xeon, "AVX10_1_512")).isEqualTo(Bfloat16.AVX512_CORE_BF16);
    assertThat(bfloat16(xeon, "AVX512_CORE_AMX")).isEqualTo(Bfloat16.AVX512_CORE_AMX);
    assertThat(bfloat16(xeon, "AVX10_1_512_AMX_FP16")).isEqualTo(Bfloat16.AVX512_CORE_AMX);
  }

  private static Bfloat16 bfloat16(List<String> cpuinfo, String limit) {
    return CpuFeatures.of(cpuinfo, limit).bfloat16();
  }

  @Test
  void refusesProcessorsBelowAvx2() {
    CpuFeatures old = CpuFeatures.of(List.of("flags : avx"), "ALL");
    assertThatThrownBy(old::requireAvx2)
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("AVX2");
    CpuFeatures.of(AVX512, "ALL").requireAvx2();
  }
}

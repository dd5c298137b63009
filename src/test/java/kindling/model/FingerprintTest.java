package kindling.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kindling.model.engine.Precision;
import kindling.model.torch.OwnProcess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FingerprintTest {
  /** Prints what this process offers in float32, a line an engine. */
  public static void main(String[] arguments) {
    for (Engines.Choice engine : List.of(Engines.Choice.TORCH, Engines.Choice.DL4J)) {
      EngineRequest request = new EngineRequest(engine, Precision.FLOAT32);
      System.out.println("offer: " + Engines.offer(request).description());
    }
  }

  private static List<String> usual;

  @BeforeAll
  static void usual() throws Exception {
    usual = offers(Map.of());
  }

  @Test
  void isTheSameInEveryProcess() throws Exception {
    assertThat(usual).hasSize(2).allMatch(offer -> offer.matches(".*\\(bits [0-9a-f]{8}\\)"));
    assertThat(offers(Map.of())).isEqualTo(usual);
  }

  @Test
  void tellsOtherKernelsOfOneDnn() throws Exception {
    List<String> limited = otherBits(Map.of("DNNL_MAX_CPU_ISA", "SSE41"));
    assertThat(limited).allMatch(offer -> offer.contains(", on below_avx2 "));
  }

  @Test
  void aLimitInSmallLettersIsOneForLibtorchOnly() throws Exception {
    List<String> limited = offers(Map.of("DNNL_MAX_CPU_ISA", "sse41"));
    assertThat(limited.get(0)).contains(", on below_avx2 ");
    assertThat(limited.get(1)).isEqualTo(usual.get(1));
  }

  @Test
  void tellsOtherKernelsOfTheBlas() throws Exception {
    otherBits(Map.of("OPENBLAS_CORETYPE", "Nehalem"));
  }

  /** What a process with these variables offers, whose bits are not this one's in any engine. */
  private static List<String> otherBits(Map<String, String> environment) throws Exception {
    List<String> other = offers(environment);
    assertThat(bits(other)).hasSize(2).doesNotContainAnyElementsOf(bits(usual));
    return other;
  }

  private static List<String> bits(List<String> offers) {
    return offers.stream().map(offer -> offer.substring(offer.indexOf("(bits"))).toList();
  }

  /** A limit that this process itself is under is not theirs. */
  private static List<String> offers(Map<String, String> environment) throws Exception {
    Map<String, String> own = new HashMap<>(Map.of("DNNL_MAX_CPU_ISA", ""));
    own.putAll(environment);
    return OwnProcess.run(own, FingerprintTest.class)
        .lines()
        .filter(line -> line.startsWith("offer: "))
        .toList();
  }
}

package kindling.model.torch;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.model.machine.CpuFeatures;
import kindling.model.machine.ProcessorCaches;
import org.bytedeco.pytorch.global.torch;

/**
 * The instructions that libtorch's oneDNN is limited to in this process, by oneDNN's names.
 *
 * <p>Its kernels for AVX2 and above take blocks by the sizes of the caches, and where those are
 * unknown they divide by zero. There it is limited to AVX, whatever launched the process.
 */
final class OneDnnLimit {
  /** The variables that oneDNN reads, the first that is not empty. */
  private static final List<String> VARIABLES = List.of("ONEDNN_MAX_CPU_ISA", "DNNL_MAX_CPU_ISA");

  private static final String BELOW_AVX = "SSE41";
  private static final String WITHOUT_CACHES = "AVX";

  private static boolean applied;

  private OneDnnLimit() {}

  /** The limit in this process. */
  static String name() {
    return name(System.getenv(), ProcessorCaches.hidden());
  }

  /** The lower of what the environment and the machine ask for. */
  static String name(Map<String, String> environment, boolean cachesHidden) {
    String asked =
        VARIABLES.stream()
            .map(variable -> environment.getOrDefault(variable, ""))
            .filter(value -> !value.isEmpty())
            .findFirst()
            .orElse(CpuFeatures.ALL)
            .toUpperCase(Locale.ROOT);
    return cachesHidden && !asked.equals(BELOW_AVX) ? WITHOUT_CACHES : asked;
  }

  /**
   * Tells the loaded library, where the machine asks for it. To be called before the first
   * operation, which is when oneDNN reads its environment.
   */
  static synchronized void apply() {
    if (!applied && ProcessorCaches.hidden()) {
      torch.set_env(VARIABLES.get(0), name());
    }
    applied = true;
  }
}

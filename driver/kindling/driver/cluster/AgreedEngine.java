package kindling.driver.cluster;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import kindling.driver.config.ConfigurationException;
import kindling.model.EngineOffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver's decision which engine a run computes with, from what the executors offer. */
public final class AgreedEngine {
  /** What makes executors compute the same bits. */
  static final String ADVICE =
      "Use executors of one kind, or pin all of them to what the least of them has: --conf"
          + " spark.executorEnv.DNNL_MAX_CPU_ISA=AVX2 (or AVX512_CORE, AVX512_CORE_BF16; AVX where"
          + " one is below_avx2), --conf spark.executorEnv.OPENBLAS_CORETYPE=Haswell (or SkylakeX)";

  private static final Logger LOG = LoggerFactory.getLogger(AgreedEngine.class);

  private AgreedEngine() {}

  /**
   * The description that all offers share.
   *
   * @param offers of the executors that have read data, at least one
   * @throws ConfigurationException if an executor cannot do what was asked for, or two differ
   */
  public static String of(List<EngineOffer> offers, Console console) {
    Set<String> descriptions = new TreeSet<>();
    for (EngineOffer offer : offers) {
      if (offer.refused()) {
        throw new ConfigurationException(offer.description());
      }
      descriptions.add(offer.description());
    }
    if (descriptions.size() > 1) {
      throw new ConfigurationException(
          "the executors differ and would compute other bits: "
              + String.join(" and ", descriptions)
              + ". "
              + ADVICE);
    }
    offers.stream()
        .flatMap(offer -> offer.remarks().stream())
        .distinct()
        .forEach(remark -> console.remark("%s", remark));
    String agreed = descriptions.iterator().next();
    LOG.info("the engine that all executors agree on: {}", agreed);
    return agreed;
  }
}

package kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import kindling.driver.config.ConfigurationException;
import kindling.driver.fixtures.LocalSpark;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import org.junit.jupiter.api.Test;

/** An executor that came after the others had agreed, on a machine that computes other bits. */
class LateExecutorTest {
  private static final Architecture NETWORK =
      Families.named("mlp-8", LocalSpark.SHAPE, LocalSpark.CLASSES);

  @Test
  void otherBitsThanTheRunsAreRefused() {
    String here = Engines.offer(LocalSpark.REQUEST).description();
    EngineSpec agreed = new EngineSpec(LocalSpark.REQUEST, here + " on another processor", 1);
    assertThatThrownBy(() -> Replicas.with(agreed, NETWORK, engine -> engine))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(
            "would compute other bits",
            "expected " + here + " on another processor",
            "found " + here);
  }
}

package kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalInt;
import kindling.driver.config.ConfigurationException;
import kindling.model.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceInformation;
import org.junit.jupiter.api.Test;

class AssignedGpuTest {
  private static SparkConf conf(String amount) {
    return new SparkConf(false).set("spark.task.resource.gpu.amount", amount);
  }

  @Test
  void sparksSettingAsksForGpus() {
    assertThat(AssignedGpu.device(new SparkConf(false))).isEqualTo(Device.CPU);
    assertThat(AssignedGpu.device(conf("0"))).isEqualTo(Device.CPU);
    assertThat(AssignedGpu.device(conf("1"))).isEqualTo(Device.GPU);
    assertThatThrownBy(() -> AssignedGpu.device(conf("0.5")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("expected 1")
        .hasMessageContaining("found 0.5");
  }

  @Test
  void aTaskComputesOnItsOwn() {
    assertThat(AssignedGpu.number(Device.CPU)).isEqualTo(OptionalInt.empty());
    ResourceInformation gpus = new ResourceInformation("gpu", new String[] {"3", "1"});
    assertThat(AssignedGpu.number(Map.of("gpu", gpus))).isEqualTo(3);
    assertThatThrownBy(() -> AssignedGpu.number(Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("local mode");
  }
}

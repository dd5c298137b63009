package kindling.driver.cluster;

import java.util.Map;
import java.util.OptionalInt;
import kindling.driver.config.ConfigurationException;
import kindling.model.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPUs that Spark assigns to tasks, where it is told to. */
public final class AssignedGpu {
  private static final String AMOUNT = "spark.task.resource.gpu.amount";

  private AssignedGpu() {}

  /**
   * What the run's tasks compute on. Runs on the driver.
   *
   * @throws ConfigurationException if a task is to have more or less than one GPU
   */
  public static Device device(SparkConf conf) {
    String amount = conf.get(AMOUNT, "0");
    if (Double.parseDouble(amount) == 0) {
      return Device.CPU;
    }
    if (Double.parseDouble(amount) != 1) {
      throw new ConfigurationException(
          AMOUNT + ": expected 1, a GPU for each worker, or none at all, found " + amount);
    }
    return Device.GPU;
  }

  /**
   * The number of the GPU that the running task has for itself; none on the CPU. Runs on an
   * executor.
   *
   * @throws IllegalStateException if Spark has assigned none
   */
  static OptionalInt number(Device device) {
    return device == Device.CPU
        ? OptionalInt.empty()
        : OptionalInt.of(number(TaskContext.get().resourcesJMap()));
  }

  static int number(Map<String, ResourceInformation> resources) {
    ResourceInformation gpus = resources.get("gpu");
    if (gpus == null || gpus.addresses().length == 0) {
      throw new IllegalStateException(
          AMOUNT
              + " is set, and Spark has assigned no GPU to this task; local mode has none to assign,"
              + " a cluster needs spark.executor.resource.gpu.amount and its discovery script");
    }
    return Integer.parseInt(gpus.addresses()[0]);
  }
}

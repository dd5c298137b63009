package kindling.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import kindling.data.DataException;
import kindling.driver.cluster.TaskFailure;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void whatATaskMetCountsAsWhatTheDriverMeets() {
    Throwable met = TaskFailure.cause(new SparkException("a task", new DataException("data")));
    assertThat(ExitCode.of(met)).isEqualTo(ExitCode.DATA);
    Throwable lost = new SparkException("an executor was lost", new IllegalStateException());
    assertThat(ExitCode.of(TaskFailure.cause(lost))).isEqualTo(ExitCode.BUG);
  }
}

package kindling.driver.sweep.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class StudyPlanTest {
  @Test
  void theShippedStudyIsWhole() {
    StudyPlan study = StudyPlan.read("conf/study-cifar10.conf", List.of("data.path=somewhere"));
    assertThat(study.study().architectures()).hasSizeGreaterThanOrEqualTo(8);
    assertThat(study.runs()).isEqualTo(33);
  }
}

package kindling.driver.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kindling.data.DataException;
import kindling.driver.cluster.Console;
import kindling.driver.config.settings.Settings;
import kindling.driver.dataset.Dataset;
import kindling.driver.fixtures.LocalSpark;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

class SharedDataTest {
  /** Of training, validation and test. */
  private static final int SPLITS = 3;

  private static Session session(JavaSparkContext spark, SharedData data, String settings) {
    String shapes = "data { format = shapes, shapes { training = 60, test = 20 } }, ";
    return Session.open(
            spark,
            Settings.read("shared", ConfigFactory.parseString(shapes + settings)),
            data,
            Console.warnings(warning -> {}))
        .forTraining();
  }

  @Test
  void runsThatReadTheSameShareItAndNoOthersDo() {
    try (JavaSparkContext spark = LocalSpark.open(2);
        SharedData data = new SharedData()) {
      Session first = session(spark, data, "schedule.rate = 0.1");
      Session second = session(spark, data, "schedule.rate = 0.2, architecture = lenet");
      Dataset read = first.dataset();
      assertThat(second.dataset()).isSameAs(read);
      assertThat(session(spark, data, "seed = 2").dataset()).isNotSameAs(read);
      assertThat(session(spark, data, "workers = 3").dataset()).isNotSameAs(read);
      String crop = "augmentation.resized-crop.min-area = 0.5";
      assertThat(session(spark, data, crop).dataset()).as("as found").isNotSameAs(read);
      assertThat(spark.getPersistentRDDs()).hasSize(4 * SPLITS);
    }
  }

  @Test
  void whatNoRunUsesStaysUntilOtherDataAreRead() {
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      SharedData data = new SharedData();
      Session first = session(spark, data, "seed = 1");
      Dataset read = first.dataset();
      first.release(read);
      assertThat(first.dataset()).isSameAs(read);
      first.release(read);
      Session other = session(spark, data, "seed = 2");
      Dataset others = other.dataset();
      assertThat(spark.getPersistentRDDs()).hasSize(SPLITS);
      assertThat(first.dataset()).isNotSameAs(read);
      other.release(others);
      data.close();
      assertThat(spark.getPersistentRDDs()).isEmpty();
    }
  }

  @Test
  void runsAtOnceReadOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (JavaSparkContext spark = LocalSpark.open(2);
        SharedData data = new SharedData()) {
      Session session = session(spark, data, "seed = 1");
      CompletableFuture<Dataset> one = CompletableFuture.supplyAsync(session::dataset, threads);
      CompletableFuture<Dataset> other = CompletableFuture.supplyAsync(session::dataset, threads);
      assertThat(one.get()).isSameAs(other.get());
      assertThat(spark.getPersistentRDDs()).hasSize(SPLITS);
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatCannotBeReadIsAskedForAgain() {
    try (JavaSparkContext spark = LocalSpark.open(2);
        SharedData data = new SharedData()) {
      Session session = session(spark, data, "seed = 1");
      assertThatThrownBy(
              () ->
                  data.open(
                      session.settings(),
                      session.request(),
                      () -> {
                        throw new DataException("gone");
                      }))
          .isInstanceOf(DataException.class);
      Dataset read = session.dataset();
      assertThat(read.training().examples() + read.validation().examples()).isEqualTo(60);
    }
  }
}

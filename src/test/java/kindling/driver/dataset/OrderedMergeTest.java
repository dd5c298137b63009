package kindling.driver.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import kindling.driver.fixtures.SparkHoldings;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderedMergeTest {
  private static final int WORKERS = 4;
  private static final SparkHoldings NOTHING = new SparkHoldings(0, 0, 0, 0);

  @TempDir Path disks;
  private JavaSparkContext spark;
  private JavaRDD<WorkerShard> shards;

  @BeforeEach
  void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2,3]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.local.dir", disks.toString()));
    shards =
        spark.parallelize(
            IntStream.range(0, WORKERS).mapToObj(i -> new WorkerShard(i, null, null)).toList(),
            WORKERS);
  }

  @AfterEach
  void stop() {
    spark.close();
  }

  @Test
  void everySliceIsMergedInWorkerOrder() {
    List<List<String>> merged =
        OrderedMerge.run(
            shards,
            2,
            w -> List.of("a" + w.worker(), "b" + w.worker()),
            strings(),
            OrderedMerge.Cleaning.AWAITED);
    assertThat(merged)
        .containsExactly(List.of("a0", "a1", "a2", "a3"), List.of("b0", "b1", "b2", "b3"));
  }

  private static org.apache.spark.api.java.function.Function<Iterator<String>, List<String>>
      strings() {
    return pieces -> {
      List<String> all = new ArrayList<>();
      pieces.forEachRemaining(all::add);
      return all;
    };
  }

  @Test
  void nothingIsLeftOfAJob() {
    OrderedMerge.run(
        shards,
        1,
        w -> List.of(w.worker()),
        pieces -> {
          while (pieces.hasNext()) {
            pieces.next();
          }
          return 0;
        },
        OrderedMerge.Cleaning.IN_BACKGROUND);
    assertThat(SparkHoldings.settled(spark, disks, NOTHING)).isEqualTo(NOTHING);
  }

  @Test
  void nothingIsLeftOfAJobThatFails() {
    assertThatThrownBy(
            () ->
                OrderedMerge.run(
                    shards,
                    1,
                    w -> List.of(w.worker()),
                    pieces -> {
                      throw new IllegalStateException("on purpose");
                    },
                    OrderedMerge.Cleaning.IN_BACKGROUND))
        .isInstanceOf(SparkException.class);
    assertThat(SparkHoldings.settled(spark, disks, NOTHING)).isEqualTo(NOTHING);
  }
}

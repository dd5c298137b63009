package kindling.driver.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import kindling.driver.fixtures.CommandLine;
import kindling.driver.fixtures.ImageFiles;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A fit gives the bits of the command line, however the rows lie. */
class KindlingClassifierTest {
  @TempDir static Path folder;

  private static String expected;
  private static SparkSession spark;

  @BeforeAll
  static void train() throws IOException {
    ImageFiles.write(folder.resolve("data"), 20, "dim", "grey", "light");
    Files.writeString(
        folder.resolve("train.conf"),
        """
        architecture = mlp-8
        schedule.rate = 0.05
        epochs = 2
        batch-size = 8
        steps-per-round = 2
        data.test-fraction = 0
        """);
    expected =
        CommandLine.of("train", folder.resolve("train.conf"))
            .in(folder.resolve("run"))
            .local(2)
            .set("data.path=" + folder.resolve("data/train"))
            .run()
            .weights();
    spark = Frames.session();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static Dataset<Row> rows() {
    return Frames.of(spark, folder.resolve("data/train"));
  }

  @Test
  void partitionsAndTheKindOfLabelsChangeNoBit() throws IOException {
    KindlingModel strings =
        Frames.classifier().fit(rows().orderBy(functions.rand(3)).repartition(7));
    assertThat(Frames.weights(strings, folder.resolve("strings"))).isEqualTo(expected);
    assertThat(strings.labels()).containsExactly("dim", "grey", "light");

    StringIndexer indexer =
        new StringIndexer()
            .setInputCol("label")
            .setOutputCol("index")
            .setStringOrderType("alphabetAsc");
    Dataset<Row> indexed = indexer.fit(rows()).transform(rows()).repartition(1);
    KindlingModel numbers = Frames.classifier().setLabelCol("index").fit(indexed);
    assertThat(Frames.weights(numbers, folder.resolve("numbers"))).isEqualTo(expected);
    assertThat(numbers.labels()).containsExactly("dim", "grey", "light");
  }
}

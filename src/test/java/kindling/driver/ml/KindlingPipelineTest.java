package kindling.driver.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kindling.data.DataException;
import kindling.driver.config.ConfigurationException;
import kindling.driver.fixtures.ImageFiles;
import org.apache.spark.SparkException;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages among Spark's own. */
class KindlingPipelineTest {
  private static final MulticlassClassificationEvaluator ACCURACY =
      new MulticlassClassificationEvaluator().setMetricName("accuracy");

  @TempDir static Path folder;

  private static SparkSession spark;
  private static Dataset<Row> rows;
  private static KindlingModel model;

  @BeforeAll
  static void fit() throws IOException {
    ImageFiles.write(folder.resolve("data"), 20, "dim", "light");
    spark = Frames.session();
    Dataset<Row> named = Frames.of(spark, folder.resolve("data/train"));
    rows =
        named
            .withColumn("name", col("label"))
            .withColumn("label", when(col("label").equalTo("dim"), 0.0).otherwise(1.0))
            .repartition(3)
            .cache();
    model =
        Frames.classifier()
            .setEpochs(6)
            .setStagingDir(folder.resolve("staging").toString())
            .setRunDir(folder.resolve("runs").toString())
            .fit(rows);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void whatIsAddedAgreesAndSurvivesSaving() throws IOException {
    Dataset<Row> predicted = model.transform(rows).orderBy("path");
    List<Row> first =
        predicted.select("rawPrediction", "probability", "prediction").collectAsList();
    assertThat(first).hasSize(40);
    for (Row row : first) {
      Vector probability = row.getAs(1);
      assertThat(probability.toArray()).hasSize(2);
      assertThat(probability.apply(0) + probability.apply(1)).isCloseTo(1, within(1e-9));
      assertThat((double) probability.argmax()).isEqualTo(row.getDouble(2));
      assertThat(row.<Vector>getAs(0).argmax()).isEqualTo(probability.argmax());
    }
    assertThat(ACCURACY.evaluate(predicted)).isGreaterThan(0.9);
    assertThat(predicted.schema().apply("prediction").metadata().json()).contains("\"0\",\"1\"");

    String path = folder.resolve("model").toString();
    model.write().overwrite().save(path);
    assertThatThrownBy(() -> model.save(path)).hasMessageContaining("already exists");
    KindlingModel loaded = KindlingModel.load(path);
    assertThat(loaded.uid()).isEqualTo(model.uid());
    assertThat(loaded.labels()).isEqualTo(model.labels());
    assertThat(
            loaded
                .transform(rows)
                .orderBy("path")
                .select("rawPrediction", "probability", "prediction")
                .collectAsList())
        .isEqualTo(first);
    KindlingModel copy = model.copy(new ParamMap().put(model.predictionCol(), "class"));
    assertThat(copy.transform(rows).columns()).contains("class").doesNotContain("prediction");
  }

  @Test
  void nothingStaysOfAFitButWhatWasAskedFor() throws IOException {
    try (Stream<Path> staged = Files.list(folder.resolve("staging"));
        Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      assertThat(staged).isEmpty();
      assertThat(runs)
          .isNotEmpty()
          .allSatisfy(run -> assertThat(run.resolve("report.html")).exists());
    }
    assertThat(spark.sparkContext().isStopped()).isFalse();
    assertThat(spark.sparkContext().getLocalProperty("spark.job.description")).isNull();
  }

  @Test
  void everyKindOfImageColumnGivesTheSame() {
    List<Row> expected = raw(rows.filter(col("path").endsWith(".png")));
    Dataset<Row> struct =
        rows.withColumn("image", struct(col("image").as("bytes"), col("path").as("path")));
    assertThat(raw(struct.filter(col("path").endsWith(".png")))).isEqualTo(expected);
    Dataset<Row> pixels =
        spark
            .read()
            .format("image")
            .option("pathGlobFilter", "*.png")
            .option("recursiveFileLookup", "true")
            .load(folder.resolve("data/train").toUri().toString())
            .withColumn("path", col("image.origin"));
    List<Row> ofPixels = raw(pixels);
    assertThat(ofPixels).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      // Batches of other rows may add their sums in another order.
      assertThat(ofPixels.get(i).<Vector>getAs(0).toArray())
          .containsExactly(expected.get(i).<Vector>getAs(0).toArray(), within(1e-4));
    }
  }

  private static List<Row> raw(Dataset<Row> images) {
    return model
        .transform(images)
        .withColumn("name", imageName())
        .orderBy("name")
        .select("rawPrediction")
        .collectAsList();
  }

  private static Column imageName() {
    return regexp_extract(col("path"), "([^/]+/[^/]+)$", 1);
  }

  @Test
  void rowsThatCannotBeUsedFailAreSkippedOrKept() {
    Dataset<Row> some =
        rows.withColumn(
            "image",
            when(col("path").endsWith("/dim/0.png"), lit(new byte[] {1, 2, 3}))
                .when(col("path").endsWith("/dim/1.bmp"), lit(null))
                .otherwise(col("image")));
    assertThatThrownBy(() -> model.transform(some).collectAsList())
        .isInstanceOf(SparkException.class)
        .hasStackTraceContaining("Mend or remove it, or set handleInvalid to skip or keep");
    KindlingModel skipping = model.copy(new ParamMap().put(model.handleInvalid(), "skip"));
    assertThat(skipping.transform(some).count()).isEqualTo(38);
    KindlingModel keeping = model.copy(new ParamMap().put(model.handleInvalid(), "keep"));
    assertThat(keeping.transform(some).count()).isEqualTo(40);
    assertThat(keeping.transform(some).filter(col("prediction").isNull()).count()).isEqualTo(2);

    assertThatThrownBy(() -> Frames.classifier().fit(some))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1 of 40 rows have no image in the column image");
    KindlingClassifier lenient =
        Frames.classifier().setConf("steps-per-round=2", "data.max-bad-fraction=0.03");
    assertThatThrownBy(() -> lenient.setHandleInvalid("skip").fit(some.limit(40)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("/dim/0.png: ")
        .hasMessageNotContaining(".parquet");
    assertThatThrownBy(
            () ->
                Frames.classifier()
                    .fit(
                        rows.withColumn(
                            "label", when(col("path").endsWith("0.png"), null).otherwise(1.0))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("rows have no label in the column label");
  }

  @Test
  void whatDoesNotGoIsSaidBeforeAnythingIsDone() {
    refused(Frames.classifier().setImageCol("picture"), "imageCol: expected a column picture");
    refused(
        Frames.classifier().setImageCol("path"),
        "imageCol: expected images in the column path",
        "found string. Columns of bytes are: image");
    refused(Frames.classifier().setLabelCol("image"), "labelCol: expected numbers or strings");
    refused(Frames.classifier().setPredictionCol("name"), "predictionCol: expected a name");
    refused(Frames.classifier().setArchitecture("resnet21"), "architecture: ", "resnet21");
    refused(
        Frames.classifier().setConf("schedule.rate=0.1"),
        "schedule.rate is given by the parameter rate too");
    refused(Frames.classifier().setConf("data.path=/x"), "the data frame is the data");
    refused(
        Frames.classifier().setConf("threads-per-worker=2"),
        "spark.task.cpus: expected threads-per-worker, which is 2, found 1");
    assertThatThrownBy(
            () -> Frames.classifier().fit(rows.withColumn("label", col("label").plus(0.5))))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("whole numbers from 0");
    assertThatThrownBy(() -> Frames.classifier().fit(rows.limit(0)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the data frame is empty");
  }

  private static void refused(KindlingClassifier classifier, String... message) {
    assertThatThrownBy(() -> classifier.fit(rows))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll(message);
  }

  @Test
  void settingsAreChosenByValidation() {
    KindlingClassifier classifier = Frames.classifier().setEpochs(4);
    ParamMap[] grid =
        new ParamGridBuilder().addGrid(classifier.rate(), new double[] {1e-6, 0.05}).build();
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(classifier)
            .setEvaluator(ACCURACY)
            .setEstimatorParamMaps(grid)
            .setNumFolds(2)
            .setSeed(1);
    CrossValidatorModel chosen = validator.fit(rows);
    assertThat(chosen.avgMetrics()[1]).isGreaterThan(0.8);
    double best = chosen.avgMetrics()[0] >= chosen.avgMetrics()[1] ? 1e-6 : 0.05;
    assertThat(((KindlingClassifier) chosen.bestModel().parent()).getRate()).isEqualTo(best);

    TrainValidationSplit split =
        new TrainValidationSplit()
            .setEstimator(classifier)
            .setEvaluator(ACCURACY)
            .setEstimatorParamMaps(new ParamMap[] {grid[1]})
            .setSeed(1);
    assertThat(split.fit(rows).validationMetrics()[0]).isGreaterThan(0.6);
  }

  @Test
  void embeddingsAreForSparksOwnClassifiers() throws IOException {
    String path = folder.resolve("weights").toString();
    model.write().overwrite().save(path);
    KindlingFeaturizer featurizer = new KindlingFeaturizer().setWeights(path);
    StringIndexer indexer = new StringIndexer().setInputCol("name").setOutputCol("index");
    LogisticRegression regression = new LogisticRegression().setLabelCol("index").setMaxIter(10);
    PipelineModel fitted =
        new Pipeline().setStages(new PipelineStage[] {indexer, featurizer, regression}).fit(rows);
    fitted.write().overwrite().save(folder.resolve("pipeline").toString());
    Dataset<Row> predicted =
        PipelineModel.load(folder.resolve("pipeline").toString()).transform(rows);
    assertThat(predicted.first().<Vector>getAs("features").size()).isEqualTo(8);
    assertThat(
            new MulticlassClassificationEvaluator()
                .setLabelCol("index")
                .setMetricName("accuracy")
                .evaluate(predicted))
        .isGreaterThan(0.9);
    assertThatThrownBy(() -> new KindlingFeaturizer().transform(rows))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("weights: expected a run folder");
  }
}

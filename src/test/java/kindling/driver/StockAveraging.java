package kindling.driver;

import java.util.ArrayList;
import java.util.List;
import kindling.data.ImageShape;
import kindling.data.batch.Batch;
import kindling.driver.folder.Json;
import kindling.driver.metrics.Stopwatch;
import kindling.model.SmallCases;
import kindling.model.architecture.Architecture;
import kindling.model.dl4j.StockGraph;
import kindling.model.families.Families;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Deeplearning4j Spark's own parameter averaging on random CIFAR-sized images: prints a line of
 * JSON for each fit, which is one round. The first is short, for warming up. {@code
 * scripts/benchmarks/spark-cost} runs it.
 *
 * <p>Arguments: the Spark master, architecture, workers, examples of a batch, batches of each
 * worker in a fit, fits. Spark's settings come as system properties.
 */
final class StockAveraging {
  private static final int CLASSES = 10;

  private StockAveraging() {}

  public static void main(String[] arguments) {
    Architecture architecture = Families.named(arguments[1], new ImageShape(3, 32, 32), CLASSES);
    int workers = Integer.parseInt(arguments[2]);
    int batchSize = Integer.parseInt(arguments[3]);
    int batches = Integer.parseInt(arguments[4]);
    int fits = Integer.parseInt(arguments[5]);
    try (JavaSparkContext spark = Cluster.open("stock averaging", arguments[0], 1)) {
      SparkComputationGraph stock =
          new SparkComputationGraph(
              spark, StockGraph.of(architecture), master(workers, batchSize, batches));
      for (int fit = 0; fit <= fits; fit++) {
        int each = fit == 0 ? 1 : batches;
        JavaRDD<DataSet> data =
            spark.parallelize(random(architecture, workers * each, batchSize), workers);
        Stopwatch stopwatch = Stopwatch.start();
        stock.fit(data);
        System.out.println(
            Json.line(new Fit(fit, (long) workers * each * batchSize, each, stopwatch.seconds())));
      }
    }
  }

  private static ParameterAveragingTrainingMaster master(int workers, int batchSize, int batches) {
    return new ParameterAveragingTrainingMaster.Builder(workers, batchSize)
        .batchSizePerWorker(batchSize)
        .averagingFrequency(batches)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .repartionData(Repartition.Never)
        .workerPrefetchNumBatches(0)
        .build();
  }

  private static List<DataSet> random(Architecture architecture, int count, int batchSize) {
    List<DataSet> batches = new ArrayList<>();
    for (int seed = 0; seed < count; seed++) {
      Batch batch = SmallCases.random(architecture.input(), CLASSES, batchSize, seed);
      INDArray labels = Nd4j.zeros(batchSize, CLASSES);
      for (int i = 0; i < batchSize; i++) {
        labels.putScalar(i, batch.labels()[i], 1);
      }
      ImageShape shape = batch.shape();
      long[] dimensions = {batchSize, shape.channels(), shape.height(), shape.width()};
      batches.add(new DataSet(Nd4j.create(batch.images(), dimensions, 'c'), labels));
    }
    return batches;
  }

  /**
   * One line of the output.
   *
   * @param fit 0 for the one that warms up
   * @param steps of each worker
   */
  private record Fit(int fit, long examples, int steps, double seconds) {}
}

package kindling.driver.train.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import kindling.data.Seeds;
import kindling.data.batch.Batch;
import kindling.data.batch.BatchReader;
import kindling.data.shard.Shard;
import kindling.driver.fixtures.LocalSpark;
import kindling.driver.train.plan.EpochPlan;
import kindling.driver.train.plan.RoundPlan;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.weights.Initialization;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** Agreement with Deeplearning4j Spark's own parameter averaging on the same mini-batches. */
class ParameterAveragingTest {
  private static final int WORKERS = 2;
  private static final int BATCH = 5;
  private static final int STEPS = 3;
  private static final double RATE = 0.05;
  private static final Architecture MLP =
      Families.named("mlp-16", LocalSpark.SHAPE, LocalSpark.CLASSES);

  @Test
  void roundsGiveWhatTheStockTrainingMasterGives() {
    TrainingSpec spec = LocalSpark.plain(MLP, RATE, BATCH);
    List<Shard> shards = LocalSpark.shards(2 * STEPS * BATCH, 2 * STEPS * BATCH);
    float[] initial = Initialization.initialize(MLP, 5).values();
    try (JavaSparkContext spark = LocalSpark.open(2)) {
      Rounds rounds =
          new Rounds(spark, LocalSpark.distributed(spark, shards), spark.broadcast(spec), 2);
      EpochPlan plan = new EpochPlan(shards.stream().map(Shard::size).toList(), BATCH, STEPS);
      SparkDl4jMultiLayer stock = new SparkDl4jMultiLayer(spark, stock(initial), master());
      float[] state = initial;
      for (RoundPlan round : plan.of(1)) {
        state = rounds.run(round, state).state();
        stock.fit(batches(spark, spec, shards, round));
      }
      float[] expected = stock.getNetwork().params().toFloatVector();
      assertThat(state).hasSameSizeAs(expected).isNotEqualTo(initial);
      for (int i = 0; i < state.length; i++) {
        assertThat(state[i]).isCloseTo(expected[i], within(1e-5f));
      }
    }
  }

  /** A multi-layer network whose flat parameters lie as PyTorch's: weights, then biases. */
  private static MultiLayerNetwork stock(float[] parameters) {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .updater(new Sgd(RATE))
            .list()
            .layer(
                new DenseLayer.Builder()
                    .nIn(LocalSpark.SHAPE.size())
                    .nOut(16)
                    .activation(Activation.RELU)
                    .build())
            .layer(
                new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                    .nIn(16)
                    .nOut(LocalSpark.CLASSES)
                    .activation(Activation.SOFTMAX)
                    .build())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network.setParams(Nd4j.create(parameters, new long[] {1, parameters.length}));
    return network;
  }

  private static ParameterAveragingTrainingMaster master() {
    return new ParameterAveragingTrainingMaster.Builder(WORKERS, BATCH)
        .batchSizePerWorker(BATCH)
        .averagingFrequency(STEPS)
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .repartionData(Repartition.Never)
        .workerPrefetchNumBatches(0)
        .build();
  }

  /** A round's batches, a partition for each worker, in the order of its steps. */
  private static JavaRDD<DataSet> batches(
      JavaSparkContext spark, TrainingSpec spec, List<Shard> shards, RoundPlan round) {
    List<DataSet> batches = new ArrayList<>();
    for (int worker = 0; worker < WORKERS; worker++) {
      BatchReader reader =
          new BatchReader(
              shards.get(worker),
              spec.batches().normalization(),
              spec.batches().augmentation(),
              spec.batches().seed(),
              Seeds.of(spec.batches().seed(), worker));
      for (int step = round.firstStep(); step < round.firstStep() + STEPS; step++) {
        batches.add(dataSet(reader.training(round.epoch(), BATCH, step)));
      }
    }
    return spark.parallelize(batches, WORKERS);
  }

  private static DataSet dataSet(Batch batch) {
    INDArray labels = Nd4j.zeros(batch.size(), LocalSpark.CLASSES);
    for (int i = 0; i < batch.size(); i++) {
      labels.putScalar(i, batch.labels()[i], 1);
    }
    long[] shape = {batch.size(), batch.shape().size()};
    return new DataSet(Nd4j.create(batch.images(), shape, 'c'), labels);
  }
}

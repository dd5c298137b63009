package kindling.driver.config.settings;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Optional;
import kindling.data.DataLimits;
import kindling.data.Fit;
import kindling.data.Normalization;
import kindling.data.keys.Range;
import kindling.data.source.Catalog;
import kindling.data.source.DataFormat;
import kindling.data.source.DataSettings;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.architecture.ArchitectureReader;
import kindling.driver.config.training.AugmentationSettings;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.config.training.EarlyStopping;
import kindling.driver.config.training.LossSettings;
import kindling.driver.config.training.MeanSettings;
import kindling.driver.config.training.OptimizerSettings;
import kindling.driver.config.training.RegularizationSettings;
import kindling.driver.config.training.ScheduleSettings;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.architecture.Architecture;
import kindling.model.engine.Precision;
import kindling.model.families.Blueprint;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;

/**
 * Everything that a training run is told, checked. Lives on the driver.
 *
 * @param name of the experiment: its file's name without the ending
 * @param maxBadFraction share of unreadable images, from 0 to 1, above which the run stops
 * @param normalization given constants; absent: fitted on the training split
 * @param normBiasRateFactor of the learning rate of batch normalization's biases to that of the
 *     other parameters
 * @param workers logical workers, whatever the number of executors
 * @param batchSize examples of one batch of one worker
 * @param accumulate batches of one step of one worker
 * @param threadsPerWorker threads of a worker's engine; changes float sums
 * @param examplesPerClass training examples of each class at most; 0: all
 * @param convolutions where the weights of convolutions come from, unless init.from gives them
 * @param firstConvolution the same of the one that takes the images
 * @param engineMemory bytes that the engines may take outside the Java heap of a process; 0: what
 *     is estimated, or granted
 * @param views what each image of a split is scored as
 * @param remarks what the user should be told about the settings
 */
public record Settings(
    String name,
    DataSettings data,
    double maxBadFraction,
    Optional<Normalization> normalization,
    AugmentationSettings augmentation,
    LossSettings loss,
    Blueprint architecture,
    Optimizer optimizer,
    double normBiasRateFactor,
    ScheduleSettings schedule,
    OptimizerState optimizerState,
    int workers,
    int epochs,
    int batchSize,
    int accumulate,
    AveragingSettings averaging,
    RegularizationSettings regularization,
    EarlyStopping earlyStopping,
    long seed,
    EngineRequest engine,
    int threadsPerWorker,
    int examplesPerClass,
    Convolutions convolutions,
    FirstConvolution firstConvolution,
    MeanSettings mean,
    TransferSettings transfer,
    long engineMemory,
    EvaluationViews views,
    RunSettings run,
    MlflowSettings mlflow,
    ResolvedConfig resolved,
    List<String> remarks) {

  /** What becomes of the optimizer's state when the workers are averaged. */
  public enum OptimizerState {
    AVERAGED,
    RESET
  }

  /** Examples that one step of all workers together takes at most. */
  public long examplesPerStep() {
    return (long) workers * batchSize * accumulate;
  }

  /** What the learning rate of each of a network's tensors is multiplied by. */
  public RateFactors rateFactors(Architecture network) {
    return new RateFactors(transfer.rateFactors(network), normBiasRateFactor);
  }

  /**
   * The network for a dataset's images and classes.
   *
   * @throws ConfigurationException if it cannot take such images, or has more weights than an array
   *     holds
   */
  public Architecture architecture(Catalog catalog) {
    try {
      Architecture network =
          regularization.of(architecture.on(catalog.shape(), catalog.classes().size()));
      network.layout();
      return network;
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          "architecture %s cannot take the data's %s images: %s"
              .formatted(architecture.name(), catalog.shape(), e.getMessage()));
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigurationException with all problems at once
   */
  public static Settings read(String name, Config config) {
    KeyReader keys = new KeyReader(config);
    long seed = keys.whole("seed", 1, 0, Long.MAX_VALUE);
    AugmentationSettings augmentation = AugmentationSettings.read(keys);
    return new Settings(
        name,
        data(keys, seed),
        keys.number("data.max-bad-fraction", 0.01, Range.FRACTION),
        normalization(keys),
        augmentation,
        LossSettings.read(keys),
        ArchitectureReader.read(keys),
        OptimizerSettings.read(keys),
        keys.number("optimizer.norm-bias-rate-factor", 1, Range.NOT_NEGATIVE),
        ScheduleSettings.read(keys),
        keys.choice("averaging.optimizer-state", OptimizerState.AVERAGED),
        keys.count("workers", 2, 1),
        keys.count("epochs", 10, 1),
        keys.count("batch-size", 64, 1),
        keys.count("accumulate", 1, 1),
        AveragingSettings.read(keys),
        RegularizationSettings.read(keys),
        EarlyStopping.read(keys),
        seed,
        new EngineRequest(
            keys.choice("engine", Engines.Choice.AUTO),
            keys.choice("precision", Precision.FLOAT32)),
        keys.count("threads-per-worker", 1, 1),
        keys.count("data.examples-per-class", 0, 0),
        keys.choice("init.convolutions", Convolutions.RANDOM),
        keys.choice("init.first-convolution", FirstConvolution.RANDOM),
        MeanSettings.read(keys),
        TransferSettings.read(keys, augmentation.mixing()),
        keys.bytes("engine-memory"),
        keys.choice("evaluation.views", EvaluationViews.PLAIN),
        RunSettings.read(keys),
        MlflowSettings.read(keys),
        keys.finish(),
        keys.remarks());
  }

  private static DataSettings data(KeyReader keys, long seed) {
    String path = keys.location("data.path");
    DataFormat format = keys.choice("data.format", DataFormat.AUTO);
    if (path.isEmpty() && format.needsPath()) {
      keys.problem(
          "data.path: expected the place of a dataset (or data.format = shapes, which is"
              + " generated), found nothing; set it in the file or with --set data.path=...");
    }
    KeyReader shapes =
        keys.when(format == DataFormat.SHAPES, "data.format = " + KeyReader.word(format));
    return new DataSettings(
        path,
        format,
        keys.count("data.height", 0, 0),
        keys.count("data.width", 0, 0),
        channels(keys),
        keys.choice("data.fit", Fit.EXACT),
        keys.number("data.validation-fraction", 0.2, Range.INNER_FRACTION),
        keys.number("data.test-fraction", 0.2, Range.INNER_FRACTION),
        shapes.count("data.shapes.training", 10_000, 10),
        shapes.count("data.shapes.test", 2_000, 10),
        seed,
        limits(keys));
  }

  private static DataLimits limits(KeyReader keys) {
    DataLimits usual = DataLimits.DEFAULT;
    return new DataLimits(
        keys.count("data.max-image-pixels", usual.imagePixels(), 1),
        keys.count("data.max-image-bytes", usual.imageBytes(), 1),
        keys.count("data.max-gzip-bytes", usual.gzipBytes(), 1),
        keys.count("data.max-classes", usual.classes(), 2));
  }

  private static int channels(KeyReader keys) {
    int channels = keys.count("data.channels", 0, 0);
    if (channels == 0 || channels == 1 || channels == 3) {
      return channels;
    }
    keys.reject("data.channels", "1 (gray), 3 (RGB) or 0 (as found)");
    return 0;
  }

  private static Optional<Normalization> normalization(KeyReader keys) {
    List<Double> mean = keys.numbers("data.normalization.mean", Range.FRACTION);
    List<Double> std = keys.numbers("data.normalization.std", Range.POSITIVE);
    if (mean.size() != std.size()) {
      keys.problem(
          "data.normalization: mean and std must both be given, a number for each channel; found "
              + mean.size()
              + " and "
              + std.size());
      return Optional.empty();
    }
    return mean.isEmpty()
        ? Optional.empty()
        : Optional.of(new Normalization(floats(mean), floats(std)));
  }

  private static float[] floats(List<Double> values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = values.get(i).floatValue();
    }
    return floats;
  }
}

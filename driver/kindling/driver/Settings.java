package kindling.driver;

import com.typesafe.config.Config;
import java.util.List;
import java.util.Optional;
import kindling.data.Augmentation;
import kindling.data.Catalog;
import kindling.data.DataFormat;
import kindling.data.DataSettings;
import kindling.data.Fit;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.model.Architecture;
import kindling.model.Decay;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.Families;
import kindling.model.Precision;
import kindling.model.Sgd;

/**
 * Everything that a training run is told, checked. Lives on the driver.
 *
 * @param name of the experiment: its file's name without the ending
 * @param maxBadFraction share of unreadable images, from 0 to 1, above which the run stops
 * @param normalization given constants; absent: fitted on the training split
 * @param workers logical workers, whatever the number of executors
 * @param batchSize examples of one step of one worker
 * @param threadsPerWorker threads of a worker's engine; changes float sums
 * @param examplesPerClass training examples of each class at most; 0: all
 * @param firstConvolution where its weights come from, unless init.from gives them
 */
record Settings(
    String name,
    DataSettings data,
    double maxBadFraction,
    Optional<Normalization> normalization,
    Augmentation augmentation,
    String architecture,
    Sgd optimizer,
    ScheduleSettings schedule,
    OptimizerState optimizerState,
    int workers,
    int epochs,
    int batchSize,
    AveragingSettings averaging,
    RegularizationSettings regularization,
    EarlyStopping earlyStopping,
    long seed,
    EngineRequest engine,
    int threadsPerWorker,
    int examplesPerClass,
    FirstConvolution firstConvolution,
    TransferSettings transfer,
    RunSettings run,
    ResolvedConfig resolved) {

  /** What becomes of the optimizer's state when the workers are averaged. */
  enum OptimizerState {
    AVERAGED,
    RESET
  }

  /**
   * The network for a dataset's images and classes.
   *
   * @throws ConfigurationException if it cannot take such images
   */
  Architecture architecture(Catalog catalog) {
    try {
      return regularization.of(
          Families.named(architecture, catalog.shape(), catalog.classes().size()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          "architecture %s cannot take the data's %s images: %s"
              .formatted(architecture, catalog.shape(), e.getMessage()));
    }
  }

  /**
   * Reads a configuration.
   *
   * @throws ConfigurationException with all problems at once
   */
  static Settings read(String name, Config config) {
    KeyReader keys = new KeyReader(config);
    long seed = keys.whole("seed", 1, 0, Long.MAX_VALUE);
    return new Settings(
        name,
        data(keys, seed),
        keys.number("data.max-bad-fraction", 0.01, Range.FRACTION),
        normalization(keys),
        new Augmentation(
            keys.count("augmentation.crop-padding", 0, 0),
            keys.number("augmentation.flip-probability", 0, Range.FRACTION)),
        architecture(keys),
        optimizer(keys),
        ScheduleSettings.read(keys),
        keys.choice("averaging.optimizer-state", OptimizerState.AVERAGED),
        keys.count("workers", 2, 1),
        keys.count("epochs", 10, 1),
        keys.count("batch-size", 64, 1),
        AveragingSettings.read(keys),
        RegularizationSettings.read(keys),
        EarlyStopping.read(keys),
        seed,
        new EngineRequest(
            keys.choice("engine", Engines.Choice.AUTO),
            keys.choice("precision", Precision.FLOAT32)),
        keys.count("threads-per-worker", 1, 1),
        keys.count("data.examples-per-class", 0, 0),
        keys.choice("init.first-convolution", FirstConvolution.RANDOM),
        TransferSettings.read(keys),
        RunSettings.read(keys),
        keys.finish());
  }

  private static Sgd optimizer(KeyReader keys) {
    double momentum = keys.number("optimizer.momentum", 0.9, Range.BELOW_ONE);
    boolean nesterov = keys.flag("optimizer.nesterov", true);
    if (nesterov && momentum == 0) {
      keys.problem("optimizer.nesterov: Nesterov needs optimizer.momentum above 0, found 0");
    }
    return new Sgd(
        momentum,
        nesterov && momentum > 0,
        keys.number("optimizer.weight-decay", 0, Range.NOT_NEGATIVE),
        keys.choice("optimizer.decay", Decay.WEIGHTS_ONLY));
  }

  private static DataSettings data(KeyReader keys, long seed) {
    String path = keys.text("data.path", "");
    DataFormat format = keys.choice("data.format", DataFormat.AUTO);
    if (path.isEmpty() && format != DataFormat.SHAPES) {
      keys.problem(
          "data.path: expected the place of a dataset (or data.format = shapes, which is"
              + " generated), found nothing; set it in the file or with --set data.path=...");
    }
    return new DataSettings(
        path,
        format,
        keys.count("data.height", 0, 0),
        keys.count("data.width", 0, 0),
        channels(keys),
        keys.choice("data.fit", Fit.EXACT),
        keys.number("data.validation-fraction", 0.2, Range.INNER_FRACTION),
        keys.number("data.test-fraction", 0.2, Range.INNER_FRACTION),
        keys.count("data.shapes.training", 10_000, 10),
        keys.count("data.shapes.test", 2_000, 10),
        seed);
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

  private static String architecture(KeyReader keys) {
    String name = keys.text("architecture", "resnet20");
    try {
      Families.named(name, new ImageShape(3, 32, 32), 10);
    } catch (IllegalArgumentException e) {
      keys.problem("architecture: " + e.getMessage());
    }
    return name;
  }
}

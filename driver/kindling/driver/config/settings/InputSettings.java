package kindling.driver.config.settings;

import java.util.List;
import java.util.Optional;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageResizer;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.ResizePolicy;
import kindling.data.batch.Sampling;
import kindling.data.keys.Range;
import kindling.data.source.Cifar100Labels;
import kindling.data.source.DataFormat;
import kindling.data.source.DataSettings;
import kindling.data.source.FormatSettings;
import kindling.data.source.OrientationPolicy;
import kindling.data.source.ParquetColumns;
import kindling.data.source.ShardLoader;
import kindling.driver.config.KeyReader;
import kindling.driver.config.training.AugmentationSettings;

/**
 * The images and what becomes of them before they reach a network.
 *
 * @param sizes of training images
 * @param cache how executors keep the images
 * @param maxBadFraction share of unreadable images, from 0 to 1, above which the run stops
 * @param normalization given constants; absent: fitted on the training split
 * @param examplesPerClass training examples of each class at most; 0: all
 * @param sampling how often the examples of a class come
 */
public record InputSettings(
    DataSettings source,
    TrainingSizes sizes,
    CacheSettings cache,
    double maxBadFraction,
    Optional<Normalization> normalization,
    int examplesPerClass,
    Sampling sampling,
    AugmentationSettings augmentation) {
  private static final String AUTO = "auto";

  /**
   * Reads them; what is wrong with them goes to the other problems of the file.
   *
   * @param seed that splits are cut by
   */
  static InputSettings read(KeyReader keys, long seed) {
    return new InputSettings(
        data(keys, seed),
        TrainingSizes.read(keys),
        CacheSettings.read(keys),
        keys.number("data.max-bad-fraction", 0.01, Range.FRACTION),
        normalization(keys),
        keys.count("data.examples-per-class", 0, 0),
        keys.choice("data.sampling", Sampling.NATURAL),
        AugmentationSettings.read(keys));
  }

  /** What training pictures are read for. */
  public ShardLoader.Framed framed() {
    return augmentation.build().needsPicture() || !sizes.stages().isEmpty()
        ? ShardLoader.Framed.AS_FOUND
        : ShardLoader.Framed.FOR_TRAINING;
  }

  /**
   * What brings training pictures, as large as they were found, to a size that {@code data.size}
   * asks for.
   */
  public ImageResizer resizer(int channels, int size) {
    ResizePolicy fit = source.framing().fit();
    return new ImageResizer(
        new ImageShape(channels, size, size),
        new Framing(fit == ResizePolicy.EXACT ? ResizePolicy.CROP : fit, 0));
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
        keys.choice("data.orientation", OrientationPolicy.APPLY),
        new Framing(
            keys.choice("data.fit", ResizePolicy.EXACT), keys.count("data.scoring-resize", 0, 0)),
        keys.number("data.validation-fraction", 0.2, Range.INNER_FRACTION),
        keys.number("data.test-fraction", 0.2, Range.BELOW_ONE),
        shapes.count("data.shapes.training", 10_000, 10),
        shapes.count("data.shapes.test", 2_000, 10),
        seed,
        limits(keys),
        formats(keys, format));
  }

  private static FormatSettings formats(KeyReader keys, DataFormat format) {
    KeyReader parquet = of(keys, format, DataFormat.PARQUET);
    ParquetColumns usual = ParquetColumns.CONVENTION;
    return new FormatSettings(
        new ParquetColumns(
            parquet.text("data.parquet.image", usual.image()),
            parquet.text("data.parquet.label", usual.label()),
            parquet.choice("data.parquet.label-from", usual.from())),
        of(keys, format, DataFormat.CIFAR100).choice("data.cifar100.labels", Cifar100Labels.FINE));
  }

  /** What one format alone looks at. */
  private static KeyReader of(KeyReader keys, DataFormat format, DataFormat one) {
    return keys.when(
        format == DataFormat.AUTO || format == one, "data.format = " + KeyReader.word(format));
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
    return keys.parsed(
        "data.channels",
        0,
        "auto, 1 (gray) or 3 (RGB)",
        InputSettings::channels,
        channels -> channels == 0 ? AUTO : channels);
  }

  /** As written in a file or on the command line; 0 is another word for auto. */
  private static int channels(Object written) {
    return switch (String.valueOf(written)) {
      case AUTO, "0" -> 0;
      case "1" -> 1;
      case "3" -> 3;
      default -> throw new IllegalArgumentException();
    };
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

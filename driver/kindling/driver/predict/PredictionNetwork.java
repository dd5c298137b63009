package kindling.driver.predict;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.Storage;
import kindling.data.source.DataSettings;
import kindling.data.source.PictureDecoder;
import kindling.driver.cluster.Console;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.evaluate.FittedWeights;
import kindling.driver.evaluate.OtherChannels;
import kindling.driver.evaluate.SourceNormalization;
import kindling.driver.run.WeightsSource;
import kindling.driver.run.checkpoint.Provenance;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Role;
import kindling.model.architecture.TensorSpec;
import kindling.model.inference.TrainedNetwork;
import kindling.model.weights.NamedTensor;

/**
 * Weights made ready to classify images. What a run says of its own goes before what the images
 * would say: their size, their channels, the names of the classes. Lives on the driver.
 *
 * @param settings whose {@code init.from} names the weights
 * @param known of the run that they are of
 * @param classes names that the user gives
 */
public record PredictionNetwork(
    Settings settings,
    Optional<Provenance> known,
    Optional<List<String>> classes,
    Storage storage,
    Console console) {
  /** As many as any network is made with, before its weights say how many it has. */
  private static final int SOME_CLASSES = 10;

  private static final FittedWeights.Words MISFITS =
      new FittedWeights.Words(
          " with ",
          "name the architecture that they were made for with --architecture, and their classes"
              + " with --classes",
          "");

  /**
   * Looks at what is known of the weights.
   *
   * @param classes names that the user gives, by label
   */
  public static PredictionNetwork of(
      Settings settings, Optional<List<String>> classes, Storage storage, Console console) {
    return new PredictionNetwork(
        settings,
        WeightsSource.provenance("WEIGHTS", from(settings), storage),
        classes,
        storage,
        console);
  }

  private static String from(Settings settings) {
    return settings.network().transfer().from().orElseThrow();
  }

  /** How images are read for the network; what it leaves open is as the images are. */
  public DataSettings images() {
    return settings
        .input()
        .source()
        .forNetwork(known.map(of -> ImageShape.parse(of.network().inputShape())));
  }

  /** Weights in a network, and the file that they are of. */
  public record Read(TrainedNetwork network, String file, String sha256) {}

  /**
   * Reads the weights.
   *
   * @param found the images' shape, asked for where neither weights nor settings say it
   * @throws ConfigurationException where they do not fit the network, or it is not known how its
   *     images are normalized
   */
  public Read read(Supplier<ImageShape> found) {
    DataSettings images = images();
    boolean whole = images.height() > 0 && images.width() > 0 && images.channels() > 0;
    ImageShape shape =
        whole ? new ImageShape(images.channels(), images.height(), images.width()) : found.get();
    Optional<List<String>> names = classes.or(() -> known.map(of -> of.data().classes()));
    Architecture first = on(shape, names.map(List::size).orElse(SOME_CLASSES));
    WeightsSource source = source(first);
    Architecture fitting = fitting(first, images.channels() > 0, names, source);
    if (!fitting.equals(first)) {
      source = source(fitting);
    }
    source.remarks().forEach(remark -> console.remark("%s", remark));
    OtherChannels.refuse("WEIGHTS", source, settings.network().architecture(), fitting);
    TrainedNetwork network =
        new TrainedNetwork(
            fitting,
            FittedWeights.of(source, fitting, settings, MISFITS, console),
            names.orElseGet(
                () -> IntStream.range(0, fitting.classes()).mapToObj(String::valueOf).toList()),
            normalization(source, fitting),
            images.framing(),
            new PictureDecoder(images.orientation(), images.limits()),
            settings.scoring().views());
    return new Read(network, source.file().toString(), source.sha256());
  }

  private WeightsSource source(Architecture architecture) {
    return WeightsSource.read(
        "WEIGHTS", from(settings), settings.network().transfer().key(), architecture, storage);
  }

  private Architecture on(ImageShape shape, int count) {
    try {
      return settings.network().architecture().on(shape, count);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "architecture %s cannot take images of %s: %s; set data.height, data.width and"
                  + " data.channels as the weights were trained",
              settings.network().architecture().name(),
              shape,
              e.getMessage()));
    }
  }

  /** The network with as many classes and channels as the weights have. */
  private Architecture fitting(
      Architecture first,
      boolean channelsKnown,
      Optional<List<String>> names,
      WeightsSource source) {
    List<TensorSpec> weights =
        first.layout().tensors().stream().filter(tensor -> tensor.role() == Role.WEIGHT).toList();
    int count =
        names
            .map(List::size)
            .orElseGet(
                () -> extent(source, weights.get(weights.size() - 1), 0).orElse(first.classes()));
    ImageShape shape = first.input();
    TensorSpec convolution = weights.get(0);
    if (!channelsKnown && convolution.shape().size() == 4) {
      int channels = extent(source, convolution, 1).orElse(shape.channels());
      shape = new ImageShape(channels, shape.height(), shape.width());
    }
    return on(shape, count);
  }

  private static Optional<Integer> extent(WeightsSource source, TensorSpec tensor, int dimension) {
    NamedTensor found = source.tensors().get(tensor.name());
    return found == null || found.shape().size() != tensor.shape().size()
        ? Optional.empty()
        : Optional.of(found.shape().get(dimension));
  }

  private Normalization normalization(WeightsSource source, Architecture architecture) {
    Normalization normalization =
        SourceNormalization.of(settings.input().normalization(), source, console)
            .or(() -> known.map(of -> of.data().normalization()))
            .orElseThrow(
                () ->
                    new ConfigurationException(
                        "data.normalization: expected the constants that the weights were trained"
                            + " with, found none; give --set data.normalization.mean=[...] and"
                            + " --set data.normalization.std=[...], a number for each channel"));
    if (normalization.mean().length != architecture.input().channels()) {
      throw new ConfigurationException(
          String.format(
              Locale.ROOT,
              "data.normalization: expected a number for each of the %d channels, found %d",
              architecture.input().channels(),
              normalization.mean().length));
    }
    return normalization;
  }
}

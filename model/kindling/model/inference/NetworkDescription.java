package kindling.model.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kindling.data.DataLimits;
import kindling.data.Framing;
import kindling.data.ImageShape;
import kindling.data.Normalization;
import kindling.data.ResizePolicy;
import kindling.data.source.OrientationPolicy;
import kindling.data.source.PictureDecoder;
import kindling.model.architecture.Architecture;
import kindling.model.families.Families;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.Safetensors;
import kindling.model.weights.WeightsException;

/**
 * What a run leaves beside its final weights for those who use them without Spark: model.json.
 *
 * @param architecture the name of a family's network
 * @param input the shape of its images, as {@link ImageShape} writes itself
 * @param classes by label
 * @param normalization of its pixels
 * @param fit how pictures of other sizes are brought to the network's
 * @param scoringResize as of {@link Framing}
 * @param orientation whether pictures are turned upright as their files say
 * @param views what of each image the outputs are the mean of
 */
public record NetworkDescription(
    String architecture,
    String input,
    List<String> classes,
    Normalization normalization,
    ResizePolicy fit,
    int scoringResize,
    OrientationPolicy orientation,
    EvaluationViews views) {
  /** Its name in the run folder. */
  public static final String FILE = "model.json";

  private static final String WEIGHTS = "final.safetensors";
  private static final JsonMapper JSON =
      JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE).build();

  public NetworkDescription {
    classes = List.copyOf(classes);
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(normalization, "normalization");
    Objects.requireNonNull(fit, "fit");
    Objects.requireNonNull(orientation, "orientation");
    Objects.requireNonNull(views, "views");
  }

  /** As text for people, over several lines. */
  public String json() {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + this, e);
    }
  }

  /** The trained network of a finished run's folder, which lies in this machine's files. */
  static TrainedNetwork read(Path run) throws IOException {
    Path file = run.resolve(FILE);
    if (!Files.exists(file)) {
      throw new WeightsException(
          run + ": expected the folder of a finished run, found no " + FILE + " in it");
    }
    try {
      return JSON.readValue(Files.readString(file), NetworkDescription.class)
          .with(run.resolve(WEIGHTS));
    } catch (JsonProcessingException e) {
      throw new WeightsException(
          file + ": expected what a run writes, found " + e.getOriginalMessage(), e);
    }
  }

  private TrainedNetwork with(Path weights) throws IOException {
    TrainedNetwork network = TrainedNetwork.of(network(), tensors(weights), classes, normalization);
    return new TrainedNetwork(
        network.architecture(),
        network.weights(),
        classes,
        normalization,
        new Framing(fit, scoringResize),
        new PictureDecoder(orientation, DataLimits.DEFAULT),
        views);
  }

  private Architecture network() {
    try {
      return Families.named(architecture, ImageShape.parse(input), classes.size());
    } catch (IllegalArgumentException e) {
      throw new WeightsException(
          "a network of layers of its own is made with TrainedNetwork.of: " + e.getMessage(), e);
    }
  }

  private static Map<String, NamedTensor> tensors(Path weights) throws IOException {
    try (InputStream in = Files.newInputStream(weights)) {
      return Safetensors.read(in, Files.size(weights));
    }
  }
}

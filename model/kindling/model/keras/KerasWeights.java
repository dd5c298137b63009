package kindling.model.keras;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.StoredZip;
import kindling.model.weights.WeightsException;

/**
 * The weights of a file that Keras wrote ({@code .keras}, {@code .weights.h5}, or {@code .h5} up to
 * Keras 2), in a network's names and layouts. Nothing that a file holds is run.
 *
 * @param tensors by the network's names; those that belong to none of its layers by the file's
 * @param remarks how they were matched and what was made of Keras's conventions, for people
 * @param differences a line for each place where the model computes something else
 * @param normalization that the model begins with
 */
public record KerasWeights(
    Map<String, NamedTensor> tensors,
    List<String> remarks,
    List<String> differences,
    Optional<Normalization> normalization) {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  /** A file's layers with weights, and what it says of all. */
  private record Model(List<KerasLayer> layers, ModelConfig config) {}

  public KerasWeights {
    tensors = new LinkedHashMap<>(tensors);
    remarks = List.copyOf(remarks);
    differences = List.copyOf(differences);
  }

  /**
   * Reads a file for a network.
   *
   * @throws WeightsException if the file is damaged, or holds no flat model's weights
   */
  public static KerasWeights read(byte[] file, Architecture architecture) {
    Model model = StoredZip.isZip(file) ? zip(file) : hdf5(file, ModelConfig.UNKNOWN);
    Map<Boolean, List<KerasLayer>> layers =
        model.layers.stream()
            .collect(
                Collectors.partitioningBy(layer -> layer.kind() == KerasLayer.Kind.NORMALIZATION));
    if (layers.get(false).isEmpty()) {
      throw new WeightsException("Keras file: expected layers with weights, found none");
    }
    LayerMatch match = LayerMatch.of(layers.get(false), architecture);
    WeightsConversion converted = WeightsConversion.of(architecture, match);
    List<String> remarks = new ArrayList<>(converted.remarks());
    List<String> differences = new ArrayList<>(converted.problems());
    Optional<Normalization> normalization = Optional.empty();
    if (model.config.layers().isEmpty()) {
      remarks.add(
          "the file says nothing of activations, pooling, padding and preprocessing: they are taken"
              + " to be the network's (Keras's padding = same at a stride pads behind the image more than"
              + " before it), and normalization to be data.normalization's");
    } else {
      KerasGraph graph = KerasGraph.of(model.config, architecture.input());
      differences.addAll(graph.problems());
      if (match.isComplete() && graph.problems().isEmpty()) {
        differences.addAll(GraphComparison.differences(graph.nodes(), architecture, match));
      }
      try {
        normalization =
            Preprocessing.of(graph.preprocessing(), layers.get(true), architecture.input());
      } catch (IllegalArgumentException e) {
        differences.add(e.getMessage());
      }
      normalization.ifPresent(
          constants ->
              remarks.add(
                  String.format(
                      Locale.ROOT,
                      "normalization of the Keras model: mean %s, std %s",
                      Arrays.toString(constants.mean()),
                      Arrays.toString(constants.std()))));
    }
    return new KerasWeights(converted.tensors(), remarks, differences, normalization);
  }

  private static Model zip(byte[] file) {
    try (StoredZip zip = StoredZip.open("Keras file", file)) {
      ModelConfig config =
          ModelConfig.of(StandardCharsets.UTF_8.decode(zip.entry(CONFIG)).toString());
      ByteBuffer weights = zip.entry(WEIGHTS);
      byte[] bytes = new byte[weights.remaining()];
      weights.get(bytes);
      return hdf5(bytes, config);
    }
  }

  private static Model hdf5(byte[] file, ModelConfig config) {
    return Hdf5Group.read(
        file,
        root -> {
          if (CountedLayout.isIn(root)) {
            return new Model(CountedLayout.layers(root, config), config);
          } else if (LegacyLayout.isIn(root)) {
            ModelConfig own = LegacyLayout.config(root);
            return new Model(LegacyLayout.layers(root, own), own);
          }
          throw new WeightsException(
              "Keras file: expected the group layers, or the attribute layer_names, found "
                  + root.names().stream().limit(20).toList());
        });
  }
}

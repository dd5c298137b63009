package kindling.model.keras;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 */
public record KerasWeights(Map<String, NamedTensor> tensors, List<String> remarks) {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  public KerasWeights {
    tensors = new LinkedHashMap<>(tensors);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads a file for a network.
   *
   * @throws WeightsException if the file is damaged, or holds no flat model's weights
   */
  public static KerasWeights read(byte[] file, Architecture architecture) {
    List<KerasLayer> layers = StoredZip.isZip(file) ? zip(file) : hdf5(file, ModelConfig.UNKNOWN);
    if (layers.isEmpty()) {
      throw new WeightsException("Keras file: expected layers with weights, found none");
    }
    return WeightsConversion.of(architecture, LayerMatch.of(layers, architecture));
  }

  private static List<KerasLayer> zip(byte[] file) {
    try (StoredZip zip = StoredZip.open("Keras file", file)) {
      ModelConfig config =
          ModelConfig.of(StandardCharsets.UTF_8.decode(zip.entry(CONFIG)).toString());
      ByteBuffer weights = zip.entry(WEIGHTS);
      byte[] bytes = new byte[weights.remaining()];
      weights.get(bytes);
      return hdf5(bytes, config);
    }
  }

  private static List<KerasLayer> hdf5(byte[] file, ModelConfig config) {
    return Hdf5Group.read(
        file,
        root -> {
          if (CountedLayout.isIn(root)) {
            return CountedLayout.layers(root, config);
          } else if (LegacyLayout.isIn(root)) {
            return LegacyLayout.layers(root);
          }
          throw new WeightsException(
              "Keras file: expected the group layers, or the attribute layer_names, found "
                  + root.names().stream().limit(20).toList());
        });
  }
}

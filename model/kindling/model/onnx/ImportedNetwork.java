package kindling.model.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import kindling.data.Normalization;
import kindling.model.architecture.Architecture;
import kindling.model.weights.NamedTensor;

/**
 * A network that an ONNX file holds.
 *
 * @param tensors of the architecture, by their names
 * @param classes their names by label, where the file tells them
 * @param normalization of the pixels that the architecture takes, where the file tells it
 * @param remarks what people should know of how it was read
 */
public record ImportedNetwork(
    Architecture architecture,
    Map<String, NamedTensor> tensors,
    Optional<List<String>> classes,
    Optional<Normalization> normalization,
    List<String> remarks) {
  public ImportedNetwork {
    tensors = new LinkedHashMap<>(tensors);
    remarks = List.copyOf(remarks);
  }
}

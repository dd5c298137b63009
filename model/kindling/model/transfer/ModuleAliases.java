package kindling.model.transfer;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Names of modules that mean one thing: what torchvision calls {@code fc} and {@code downsample} is
 * {@code linear} and {@code shortcut} in kuangliu's pytorch-cifar.
 */
final class ModuleAliases {
  private static final Map<String, String> OTHERS =
      Map.of("linear", "fc", "fc", "linear", "shortcut", "downsample", "downsample", "shortcut");

  private ModuleAliases() {}

  /** The network's name of a tensor, or the tensor's own where the network has neither. */
  static String of(String tensor, Set<String> network) {
    if (network.contains(tensor)) {
      return tensor;
    }
    List<String> parts =
        List.of(tensor.split("\\.")).stream().map(part -> OTHERS.getOrDefault(part, part)).toList();
    String other = String.join(".", parts);
    return network.contains(other) ? other : tensor;
  }
}

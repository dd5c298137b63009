package kindling.model.onnx;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kindling.model.architecture.Architecture;

/** Names for layers that are read: the modules' of the program that wrote the file, if it tells. */
final class LayerNames {
  private static final String WEIGHT = ".weight";

  private final Set<String> taken = new HashSet<>(Set.of(Architecture.INPUT));

  /** How many names have been made of one that was taken. */
  private final Map<String, Integer> next = new HashMap<>();

  /** The name of a layer with weights: what stands before {@code .weight}, or the node's. */
  String weighted(Operator operator, String weight) {
    return weight.endsWith(WEIGHT) && weight.length() > WEIGHT.length()
        ? free(weight.substring(0, weight.length() - WEIGHT.length()))
        : free(module(operator));
  }

  /** The name of a layer without. */
  String plain(Operator operator) {
    String name = operator.name();
    if (!name.startsWith("/")) {
      return free(name.isEmpty() ? operator.type() : name);
    }
    String type = operator.type().toLowerCase(Locale.ROOT);
    String module = module(operator);
    String last = module.substring(module.lastIndexOf('.') + 1);
    return free(last.startsWith(type) ? module : module.isEmpty() ? type : module + "." + type);
  }

  /**
   * PyTorch's exporter names a node {@code /layer1/layer1.0/conv1/Conv}: by the modules that it is
   * in, each with the ones before in its name, and the operator.
   */
  private static String module(Operator operator) {
    String name = operator.name();
    if (!name.startsWith("/")) {
      return name.isEmpty() ? operator.type() : name;
    }
    StringBuilder path = new StringBuilder();
    String before = "";
    String[] parts = name.substring(1).split("/", -1);
    for (int i = 0; i < parts.length - 1; i++) {
      if (parts[i].startsWith(before + ".") && !before.isEmpty()) {
        path.setLength(path.length() - before.length());
      } else if (path.length() > 0) {
        path.append('.');
      }
      path.append(parts[i]);
      before = parts[i];
    }
    return path.toString();
  }

  /** In letters, digits, dots, hyphens and underscores, as descriptions of networks take it. */
  private String free(String wanted) {
    String clean = wanted.replaceAll("[^A-Za-z0-9_.-]", "_");
    String name = clean.isEmpty() ? "layer" : clean;
    String free = name;
    while (!taken.add(free)) {
      free = name + "_" + next.merge(name, 2, (count, two) -> count + 1);
    }
    return free;
  }
}

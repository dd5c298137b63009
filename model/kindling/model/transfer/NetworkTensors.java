package kindling.model.transfer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import kindling.model.architecture.TensorSpec;
import kindling.model.architecture.WeightsLayout;
import kindling.model.pytorch.StateDict;
import kindling.model.weights.NamedTensor;
import kindling.model.weights.WeightsException;

/**
 * Tensors of a PyTorch program under a network's names: without what stands before all of theirs
 * ({@code module.}, {@code _orig_mod.}, {@code backbone.}, …), and with names of modules that mean
 * the same taken for each other. Made on the driver.
 *
 * @param tensors by the network's names where they have one, and else by the file's
 * @param remarks what was done, for people
 */
public record NetworkTensors(Map<String, NamedTensor> tensors, List<String> remarks) {
  public NetworkTensors {
    tensors = new LinkedHashMap<>(tensors);
    remarks = List.copyOf(remarks);
  }

  /**
   * Names a file's tensors for a network.
   *
   * @param prefix of the names of those that are meant; empty: those that fit best
   * @throws WeightsException if none has the prefix
   */
  public static NetworkTensors of(
      Map<String, NamedTensor> found, WeightsLayout layout, Optional<String> prefix) {
    Set<String> network =
        layout.tensors().stream().map(TensorSpec::name).collect(Collectors.toSet());
    Map<String, NamedTensor> meant = prefix.map(start -> below(found, start)).orElse(found);
    if (meant.isEmpty()) {
      return new NetworkTensors(meant, List.of());
    }
    List<NamePrefix> prefixes = prefixes(meant.keySet(), network, prefix.isEmpty());
    NamePrefix best = prefixes.get(0);
    for (NamePrefix other : prefixes) {
      best = other.fitting() > best.fitting() ? other : best;
    }
    return renamed(meant, network, best, otherSets(best, prefixes));
  }

  private static Map<String, NamedTensor> below(Map<String, NamedTensor> found, String prefix) {
    Map<String, NamedTensor> below = new LinkedHashMap<>(found);
    below.keySet().removeIf(name -> !name.startsWith(prefix + "."));
    if (below.isEmpty()) {
      Set<String> starts =
          found.keySet().stream()
              .map(NamePrefix::firstPart)
              .limit(20)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      throw new WeightsException(
          String.format(
              Locale.ROOT,
              "expected weights under the key %s, found names that begin with %s",
              prefix,
              String.join(", ", starts)));
    }
    return below;
  }

  /** Those of all names, and of the names that share a first part; of averages last. */
  private static List<NamePrefix> prefixes(
      Set<String> names, Set<String> network, boolean grouped) {
    List<NamePrefix> prefixes = new ArrayList<>(NamePrefix.shared("", names, network));
    Map<String, List<String>> groups =
        names.stream()
            .filter(name -> name.contains("."))
            .collect(
                Collectors.groupingBy(
                    NamePrefix::firstPart, LinkedHashMap::new, Collectors.toList()));
    if (grouped && groups.size() > 1) {
      groups.entrySet().stream()
          .sorted(Comparator.comparing(group -> StateDict.isAverage(group.getKey())))
          .map(group -> NamePrefix.shared(group.getKey() + ".", group.getValue(), network))
          .forEach(prefixes::addAll);
    }
    return prefixes;
  }

  /** The first parts of names under which the file has most of the network's tensors once more. */
  private static Set<String> otherSets(NamePrefix best, List<NamePrefix> prefixes) {
    return prefixes.stream()
        .filter(other -> 2 * other.fitting() > best.fitting())
        .map(other -> NamePrefix.firstPart(other.text()))
        .filter(part -> !part.isEmpty() && !part.equals(NamePrefix.firstPart(best.text())))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static NetworkTensors renamed(
      Map<String, NamedTensor> found, Set<String> network, NamePrefix best, Set<String> otherSets) {
    Map<String, NamedTensor> tensors = new LinkedHashMap<>();
    List<String> aliases = new ArrayList<>();
    found.forEach(
        (name, tensor) -> {
          if (otherSets.contains(NamePrefix.firstPart(name))) {
            return;
          }
          if (!best.begins(name)) {
            // The network's tensor of that name is among those that begin so.
            tensors.put(
                network.contains(name) ? name + " outside of " + best.text() : name, tensor);
            return;
          }
          String rest = best.rest(name);
          String own = ModuleAliases.of(rest, network);
          if (own.equals(rest) || found.containsKey(best.text() + own)) {
            tensors.put(rest, tensor);
          } else {
            aliases.add(own);
            tensors.put(own, tensor);
          }
        });
    return new NetworkTensors(tensors, remarks(best, otherSets, aliases));
  }

  private static List<String> remarks(
      NamePrefix best, Set<String> otherSets, List<String> aliases) {
    List<String> remarks = new ArrayList<>();
    if (!best.text().isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT, "weights: names are read without %s before them", best.text()));
    }
    if (!otherSets.isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "weights: the file has others under %s, which --key NAME (init.key) takes",
              String.join(", ", otherSets)));
    }
    if (!aliases.isEmpty()) {
      remarks.add(
          String.format(
              Locale.ROOT,
              "weights: %d names with linear or shortcut are the network's with fc or downsample, or"
                  + " the other way round",
              aliases.size()));
    }
    return remarks;
  }
}

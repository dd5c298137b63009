package kindling.model.pytorch;

import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import kindling.model.weights.WeightsException;

/**
 * The state dicts of a checkpoint: the dicts with tensors under names of more than one part, among
 * its values or deeper.
 *
 * @param byKey by their keys, those of dicts within dicts joined by dots; a file that is a state
 *     dict itself has it under {@link #WHOLE}
 */
record SavedWeights(Map<String, Map<?, ?>> byKey) {
  private static final String WHOLE = "";
  private static final int DEEPEST = 4;
  private static final List<String> USUAL =
      List.of(WHOLE, "state_dict", "model_state_dict", "model", "net");

  /**
   * A state dict.
   *
   * @param values by the names of the tensors
   * @param prefix of the names of the tensors that a key means, if not all of them
   */
  record Choice(Map<?, ?> values, Optional<String> prefix, List<String> remarks) {}

  /** Finds them in a saved value. */
  static SavedWeights of(Object root) {
    if (!(root instanceof Map<?, ?> map)) {
      throw none(root instanceof Opaque opaque ? described(opaque) : "something else");
    }
    Map<String, Map<?, ?>> found = new LinkedHashMap<>();
    collect(WHOLE, map, DEEPEST, Collections.newSetFromMap(new IdentityHashMap<>()), found);
    if (found.isEmpty()) {
      throw none(contents(map));
    }
    return new SavedWeights(found);
  }

  private static void collect(
      String key, Map<?, ?> map, int depth, Set<Object> seen, Map<String, Map<?, ?>> found) {
    // One that several keys name, or that holds itself, is looked through once.
    if (depth == 0 || !seen.add(map)) {
      return;
    }
    if (hasTensors(map)) {
      found.put(key, map);
    }
    map.forEach(
        (name, value) -> {
          if (name instanceof String text && value instanceof Map<?, ?> inner) {
            collect(key.isEmpty() ? text : key + "." + text, inner, depth - 1, seen, found);
          }
        });
  }

  private static boolean hasTensors(Map<?, ?> map) {
    return map.entrySet().stream()
        .anyMatch(
            entry ->
                entry.getKey() instanceof String name
                    && name.contains(".")
                    && entry.getValue() instanceof StridedTensor);
  }

  private static String contents(Map<?, ?> map) {
    return "the keys "
        + StateDict.listed(
            map.entrySet().stream()
                .map(
                    entry ->
                        entry.getKey()
                            + (entry.getValue() instanceof Opaque opaque
                                ? " (" + described(opaque) + ")"
                                : ""))
                .toList());
  }

  private static String described(Opaque opaque) {
    return opaque.pythonName() + ", which is not run";
  }

  private static WeightsException none(String found) {
    return new WeightsException(
        String.format(
            Locale.ROOT,
            "PyTorch file: expected a state dict, or a checkpoint that holds one, found %s. Save the"
                + " weights alone: torch.save(model.state_dict(), file)",
            found));
  }

  /** The state dict of a key, or the one that is most likely meant. */
  Choice choose(Optional<String> key) {
    Optional<String> named = key.flatMap(this::holder);
    String taken = named.orElseGet(this::usual);
    Optional<String> prefix =
        key.map(name -> named.isEmpty() ? name : name.substring(taken.length()))
            .map(rest -> rest.startsWith(".") ? rest.substring(1) : rest)
            .filter(rest -> !rest.isEmpty());
    List<String> others = byKey.keySet().stream().filter(name -> !name.equals(taken)).toList();
    String what = taken.isEmpty() ? "the file's own" : "those under " + taken;
    return new Choice(
        byKey.get(taken),
        prefix,
        others.isEmpty()
            ? List.of()
            : List.of(
                String.format(
                    Locale.ROOT,
                    "weights: %s; the file has others under %s, which --key NAME (init.key) takes",
                    what,
                    StateDict.listed(others))));
  }

  /** The state dict that a key names, or that has tensors of names that begin with its rest. */
  private Optional<String> holder(String key) {
    return byKey.keySet().stream()
        .filter(name -> key.equals(name) || !name.isEmpty() && key.startsWith(name + "."))
        .max(Comparator.comparingInt(String::length));
  }

  private String usual() {
    return USUAL.stream()
        .filter(byKey::containsKey)
        .findFirst()
        .or(() -> only(byKey.keySet().stream().filter(key -> !StateDict.isAverage(key)).toList()))
        .or(() -> only(List.copyOf(byKey.keySet())))
        .orElseThrow(
            () ->
                new WeightsException(
                    String.format(
                        Locale.ROOT,
                        "PyTorch file: expected one state dict, found those under %s; choose with"
                            + " --key NAME (init.key)",
                        StateDict.listed(List.copyOf(byKey.keySet())))));
  }

  private static Optional<String> only(List<String> keys) {
    return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
  }
}

package kindling.model.transfer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The beginning of some names of a file's tensors, whole parts with their dots, and how well the
 * rests of the names fit a network.
 *
 * @param text empty, or ending in a dot
 * @param fitting how many rests are names of the network's tensors
 */
record NamePrefix(String text, long fitting) {
  /** More parts than programs put before names. */
  private static final int MOST_PARTS = 6;

  /**
   * A beginning that names share, and all longer ones that they share too.
   *
   * @param network the names of its tensors
   */
  static List<NamePrefix> shared(String text, Collection<String> names, Set<String> network) {
    List<NamePrefix> prefixes = new ArrayList<>();
    String prefix = text;
    for (int parts = 0; parts < MOST_PARTS; parts++) {
      String start = prefix;
      prefixes.add(
          new NamePrefix(
              start,
              names.stream()
                  .map(name -> name.substring(start.length()))
                  .filter(rest -> network.contains(ModuleAliases.of(rest, network)))
                  .count()));
      String first = names.iterator().next();
      int dot = first.indexOf('.', start.length());
      String longer = first.substring(0, dot + 1);
      if (dot < 0 || !names.stream().allMatch(name -> name.startsWith(longer))) {
        break;
      }
      prefix = longer;
    }
    return prefixes;
  }

  boolean begins(String name) {
    return name.startsWith(text);
  }

  String rest(String name) {
    return name.substring(text.length());
  }

  /** The part before the first dot. */
  static String firstPart(String name) {
    return name.split("\\.", 2)[0];
  }
}

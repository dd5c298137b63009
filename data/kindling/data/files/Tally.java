package kindling.data.files;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Files that are left out, counted by their reasons, with the names of the first of each. */
public final class Tally {
  private static final int NAMED = 3;

  private final Map<LeftOut, Integer> counts = new EnumMap<>(LeftOut.class);
  private final Map<LeftOut, List<String>> named = new EnumMap<>(LeftOut.class);

  /** So many files, of which one has this name. */
  public void add(LeftOut reason, int files, String name) {
    if (files > 0) {
      counts.merge(reason, files, Integer::sum);
      List<String> names = named.computeIfAbsent(reason, first -> new ArrayList<>());
      if (names.size() < NAMED) {
        names.add(name);
      }
    }
  }

  /** Those of another tally too. */
  public void add(Tally other) {
    other.counts.forEach((reason, files) -> counts.merge(reason, files, Integer::sum));
    other.named.forEach(
        (reason, names) -> {
          List<String> own = named.computeIfAbsent(reason, first -> new ArrayList<>());
          names.stream().limit(NAMED - own.size()).forEach(own::add);
        });
  }

  /** Files by reason, in the order of the reasons; none that has no file. */
  public Map<LeftOut, Integer> counts() {
    Map<LeftOut, Integer> copy = new EnumMap<>(LeftOut.class);
    copy.putAll(counts);
    return copy;
  }

  /** Names of a few files of a reason. */
  public List<String> named(LeftOut reason) {
    return List.copyOf(named.getOrDefault(reason, List.of()));
  }

  /** Of all reasons. */
  public int files() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }
}

package kindling.driver.config.architecture;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kindling.data.ImageShape;
import kindling.driver.config.KeyReader;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.LayerKind;
import kindling.model.families.Blueprint;
import kindling.model.families.Families;
import kindling.model.families.LayerList;
import kindling.model.families.Nearest;

/**
 * Reads which network a run trains: the name of a family's, or a description layer by layer. Runs
 * on the driver.
 */
public final class ArchitectureReader {
  private static final String BY_DEFAULT = "resnet20";
  private static final String LAYERS = "architecture.layers";

  private final KeyReader keys;
  private final Set<String> names = new HashSet<>(Set.of(Architecture.INPUT));
  private final Set<String> taken = new HashSet<>();

  private ArchitectureReader(KeyReader keys) {
    this.keys = keys;
  }

  /** Reads the keys of {@code architecture}; what is wrong are the reader's problems. */
  public static Blueprint read(KeyReader keys) {
    return keys.nested("architecture") ? new ArchitectureReader(keys).described() : named(keys);
  }

  private static Blueprint named(KeyReader keys) {
    String name = keys.text("architecture", BY_DEFAULT);
    try {
      Families.named(name, new ImageShape(3, 32, 32), 10);
    } catch (IllegalArgumentException e) {
      keys.problem(
          "architecture: "
              + e.getMessage()
              + "; or name a .conf file, or give architecture.layers, to describe your own");
    }
    return new Blueprint.Named(name);
  }

  private Blueprint described() {
    String name = keys.text("architecture.name", "custom");
    List<? extends Config> layers =
        keys.objects(LAYERS, "a list of layers such as [{ kind = linear, outputs = classes }]");
    List<LayerList.Entry> entries = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      entries.add(entry(layers.get(i), i, i == 0 ? Architecture.INPUT : entries.get(i - 1).name()));
    }
    for (LayerList.Entry entry : entries.subList(0, Math.max(0, entries.size() - 1))) {
      if (!taken.contains(entry.name())) {
        keys.problem(
            String.format(
                Locale.ROOT,
                "layer %s (%s): no layer takes its output",
                entry.name(),
                entry.where()));
      }
    }
    return entries.isEmpty() ? new Blueprint.Named(BY_DEFAULT) : new LayerList(name, entries);
  }

  private LayerList.Entry entry(Config config, int index, String before) {
    KeyReader settings = new KeyReader(config);
    String kind = settings.text("kind", "");
    boolean known = LayerKind.names().contains(kind);
    String name = settings.text("name", (known ? kind : "layer") + (index + 1));
    List<String> inputs = settings.texts("from", List.of(before));
    String where =
        String.format(
            Locale.ROOT, "%s[%d], %s", LAYERS, index, config.root().origin().description());
    checkName(name, settings);
    checkInputs(inputs, settings);
    LayerKind.Form form = (shapes, classes) -> null;
    List<String> problems;
    if (known) {
      form = LayerKind.read(kind, settings);
      problems = settings.problems();
    } else {
      settings.reject("kind", "one of " + String.join(", ", LayerKind.names()) + nearest(kind));
      // Which settings are known depends on the kind.
      problems = settings.problemsSoFar();
    }
    problems.forEach(
        problem ->
            keys.problem(String.format(Locale.ROOT, "layer %s (%s): %s", name, where, problem)));
    names.add(name);
    taken.addAll(inputs);
    return new LayerList.Entry(name, where, form, inputs);
  }

  private static String nearest(String kind) {
    return kind.isEmpty() ? "" : ", the nearest " + Nearest.of(kind, LayerKind.names());
  }

  private void checkName(String name, KeyReader settings) {
    if (!name.matches("[A-Za-z0-9_.-]+")) {
      settings.reject("name", "letters, digits, dots, hyphens and underscores");
    } else if (names.contains(name)) {
      settings.problem("name: expected a name of its own, found one that is taken");
    }
  }

  private void checkInputs(List<String> inputs, KeyReader settings) {
    if (inputs.isEmpty()) {
      settings.reject("from", "at least one layer");
    }
    inputs.stream()
        .filter(input -> !names.contains(input))
        .map(input -> unknown(input))
        .forEach(settings::problem);
  }

  private String unknown(String input) {
    return String.format(
        Locale.ROOT,
        "from: expected input or a layer before it, the nearest %s, found %s",
        Nearest.of(input, names),
        input);
  }
}

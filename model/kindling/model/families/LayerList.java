package kindling.model.families;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Layer;
import kindling.model.architecture.LayerKind;
import kindling.model.architecture.Node;

/**
 * A network that its user describes layer by layer. What a layer is not told follows from what
 * comes into it. Lives on the driver.
 *
 * @param entries each after those that it takes; the last gives the logits
 */
public record LayerList(String name, List<Entry> entries) implements Blueprint {
  /**
   * One layer.
   *
   * @param where it is described, for messages
   * @param inputs names of entries before it, or {@link Architecture#INPUT}
   */
  public record Entry(String name, String where, LayerKind.Form form, List<String> inputs) {
    public Entry {
      inputs = List.copyOf(inputs);
    }
  }

  public LayerList {
    entries = List.copyOf(entries);
    if (entries.isEmpty()) {
      throw new IllegalArgumentException(name + ": no layers");
    }
  }

  @Override
  public Architecture on(ImageShape input, int classes) {
    Map<String, ImageShape> shapes = new HashMap<>(Map.of(Architecture.INPUT, input));
    List<Node> nodes = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Entry entry : entries) {
      List<ImageShape> inputs = entry.inputs.stream().map(shapes::get).toList();
      // What a layer that does not fit would give is not known, nor what comes of it.
      if (inputs.stream().allMatch(Objects::nonNull)) {
        try {
          Layer layer = entry.form.on(inputs, classes);
          shapes.put(entry.name, layer.output(inputs));
          nodes.add(new Node(entry.name, layer, entry.inputs));
        } catch (IllegalArgumentException e) {
          problems.add(problem(entry, e.getMessage()));
        }
      }
    }
    Entry last = entries.get(entries.size() - 1);
    ImageShape logits = shapes.get(last.name);
    if (logits != null && !logits.equals(new ImageShape(classes, 1, 1))) {
      problems.add(
          problem(
              last,
              String.format(
                  Locale.ROOT, "expected to give %d×1×1, the classes, gives %s", classes, logits)));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return new Architecture(name, input, classes, nodes);
  }

  private static String problem(Entry entry, String what) {
    return String.format(Locale.ROOT, "layer %s (%s): %s", entry.name, entry.where, what);
  }
}

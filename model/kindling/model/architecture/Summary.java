package kindling.model.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import kindling.data.ImageShape;

/** An architecture as text: a line per layer, then the totals. */
public final class Summary {
  private Summary() {}

  /**
   * The table: layer, kind, output shape, parameters, and multiply-accumulates and bytes of the
   * output for one image.
   */
  public static String table(Architecture architecture) {
    Map<String, ImageShape> shapes = architecture.shapes();
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("layer", "kind", "output", "parameters", "MACs", "bytes"));
    for (Node node : architecture.nodes()) {
      ImageShape output = shapes.get(node.name());
      rows.add(
          List.of(
              node.name(),
              kind(node.layer()),
              output.toString(),
              count(Architecture.parameters(node.layer())),
              count(node.layer().multiplyAccumulates(output)),
              count(Architecture.activationBytes(output))));
    }
    return aligned(rows) + totals(architecture) + "\n";
  }

  /**
   * One line: {@code resnet20 at 3×32×32, 10 classes: 0.27 M parameters (269,722), 41 M MACs
   * (40,551,040), 2.4 MB of activations (2,392,616)}.
   */
  static String totals(Architecture architecture) {
    long parameters = architecture.parameters();
    long multiplyAccumulates = architecture.multiplyAccumulates();
    long bytes = architecture.activationBytes();
    return String.format(
        Locale.ROOT,
        "%s at %s, %d classes: %s parameters (%s), %s MACs (%s), %sB of activations (%s)",
        architecture.name(),
        architecture.input(),
        architecture.classes(),
        rounded(parameters),
        count(parameters),
        rounded(multiplyAccumulates),
        count(multiplyAccumulates),
        rounded(bytes),
        count(bytes));
  }

  private static String kind(Layer layer) {
    String kind = layer.getClass().getSimpleName();
    if (layer instanceof Layer.Conv conv) {
      String groups =
          conv.groups() == 1 ? "" : String.format(Locale.ROOT, ", %d groups", conv.groups());
      return String.format(
          Locale.ROOT,
          "%s %s%s%s",
          kind,
          window(conv.kernel(), conv.stride()),
          uneven(conv.padding()),
          groups);
    } else if (layer instanceof Pooling.MaxPool pool) {
      return String.format(
          Locale.ROOT,
          "%s %s%s",
          kind,
          window(pool.kernel(), pool.stride()),
          uneven(pool.padding()));
    } else if (layer instanceof Pooling.AvgPool pool) {
      return String.format(
          Locale.ROOT,
          "%s %s%s",
          kind,
          window(pool.kernel(), pool.stride()),
          uneven(pool.padding()));
    } else if (layer instanceof Layer.PadShortcut shortcut) {
      return String.format(Locale.ROOT, "%s /%d", kind, shortcut.stride());
    }
    return kind;
  }

  private static String uneven(Padding padding) {
    return padding.isUniform() ? "" : ", padding " + padding;
  }

  private static String window(int kernel, int stride) {
    return stride == 1
        ? String.format(Locale.ROOT, "%1$d×%1$d", kernel)
        : String.format(Locale.ROOT, "%1$d×%1$d /%2$d", kernel, stride);
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A number to two digits or more: {@code 0.27 M}, {@code 1.7 M}, {@code 556 M}, {@code 62 k}. */
  static String rounded(long number) {
    if (number < 1_000) {
      return Long.toString(number);
    }
    double scaled = number / (number < 100_000 ? 1e3 : number < 1_000_000_000 ? 1e6 : 1e9);
    String unit = number < 100_000 ? "k" : number < 1_000_000_000 ? "M" : "G";
    String format = scaled < 0.995 ? "%.2f %s" : scaled < 9.95 ? "%.1f %s" : "%.0f %s";
    return String.format(Locale.ROOT, format, scaled, unit);
  }

  /** Columns as wide as their widest cell, two spaces apart; the last three to the right. */
  private static String aligned(List<List<String>> rows) {
    int columns = rows.get(0).size();
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(width(rows, column) - row.get(column).length());
        String cell = row.get(column);
        line.append(column == 0 ? "" : "  ");
        line.append(column < columns - 3 ? cell + padding : padding + cell);
      }
      text.append(line).append('\n');
    }
    return text.toString();
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

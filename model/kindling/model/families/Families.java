package kindling.model.families;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;

/** The architectures by name: a family, then its depth, width or shortcuts. */
public final class Families {
  private Families() {}

  /** Some names, for help texts. */
  public static List<String> examples() {
    return Family.all().stream()
        .flatMap(family -> family.examples().stream())
        .collect(Collectors.toList());
  }

  /**
   * The architecture of this name for images of a shape.
   *
   * @throws IllegalArgumentException if there is none of this name, with the families and the
   *     nearest example, or if the images are too small, with the layer that they do not fit
   */
  public static Architecture named(String name, ImageShape input, int classes) {
    return Family.all().stream()
        .flatMap(family -> family.named(name, input, classes).stream())
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  private static IllegalArgumentException unknown(String name) {
    String known = Family.all().stream().map(Family::names).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        String.format(
            Locale.ROOT,
            "no architecture is named %s; the nearest is %s; known are %s",
            name,
            Nearest.of(name, examples()),
            known));
  }
}

package kindling.model;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kindling.data.ImageShape;

/** The architectures by name: a family, then its depth, width or shortcuts. */
public final class Families {
  private static final Pattern RESNET =
      Pattern.compile("resnet([1-9]\\d{0,3})(-w([1-9]\\d?))?(-b)?");
  private static final Pattern MLP = Pattern.compile("mlp((-[1-9]\\d{0,5})*)");
  private static final String KNOWN =
      """
      lenet, mlp[-WIDTH...], resnet18[-wK], resnet34[-wK] and \
      resnetN[-wK][-b] with N = 6n + 2 (K: times the channels, b: projection shortcuts)""";

  private Families() {}

  /** Some names, for help texts. */
  public static List<String> examples() {
    return List.of(
        "lenet",
        "mlp",
        "mlp-512-256",
        "resnet8",
        "resnet14",
        "resnet20",
        "resnet32",
        "resnet44",
        "resnet56",
        "resnet110",
        "resnet20-b",
        "resnet20-w2",
        "resnet18",
        "resnet34");
  }

  /**
   * The architecture of this name for images of a shape.
   *
   * @throws IllegalArgumentException if there is none of this name, with the families and the
   *     nearest example, or if the images are too small, with the layer that they do not fit
   */
  public static Architecture named(String name, ImageShape input, int classes) {
    Matcher mlp = MLP.matcher(name);
    if (mlp.matches()) {
      return SmallNetworks.mlp(name, input, classes, widths(mlp.group(1)));
    }
    if (name.equals("lenet")) {
      return SmallNetworks.lenet(name, input, classes);
    }
    Matcher resnet = RESNET.matcher(name);
    if (!resnet.matches()) {
      throw unknown(name);
    }
    int depth = Integer.parseInt(resnet.group(1));
    int width = resnet.group(3) == null ? 1 : Integer.parseInt(resnet.group(3));
    boolean projected = resnet.group(4) != null;
    if (depth >= 8 && depth % 6 == 2) {
      ResNets.Shortcut shortcut = projected ? ResNets.Shortcut.PROJECTED : ResNets.Shortcut.PADDED;
      return ResNets.threeStages(name, input, classes, depth, width, shortcut);
    } else if (depth == 18 && !projected) {
      return ResNets.fourStages(name, input, classes, width, List.of(2, 2, 2, 2));
    } else if (depth == 34 && !projected) {
      return ResNets.fourStages(name, input, classes, width, List.of(3, 4, 6, 3));
    }
    throw unknown(name);
  }

  /** The numbers of {@code -512-256}; one layer of 256 where there are none. */
  private static List<Integer> widths(String suffix) {
    if (suffix.isEmpty()) {
      return List.of(256);
    }
    return Arrays.stream(suffix.substring(1).split("-"))
        .map(Integer::valueOf)
        .collect(Collectors.toList());
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "no architecture is named %s; the nearest is %s; known are %s"
            .formatted(name, Nearest.of(name, examples()), KNOWN));
  }
}

package kindling.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kindling.data.ImageShape;

/** The architectures by name: a family, then its depth, width or shortcuts. */
public final class Families {
  private static final Pattern RESNET =
      Pattern.compile("resnet([1-9]\\d{0,3})(-w([1-9]\\d?))?(-b)?");
  private static final Pattern MLP = Pattern.compile("mlp((-[1-9]\\d{0,5})*)");
  private static final Pattern VGG = Pattern.compile("vgg([1-9]\\d)");
  private static final Pattern DENSENET =
      Pattern.compile("densenet(-bc)?([1-9]\\d{0,2})-([1-9]\\d?)");
  private static final Pattern PRE_ACT_RESNET = Pattern.compile("preactresnet([1-9]\\d{0,3})");
  private static final String KNOWN =
      """
      lenet, mlp[-WIDTH...], resnet18[-wK], resnet34[-wK], \
      resnetN[-wK][-b] with N = 6n + 2 (K: times the channels, b: projection shortcuts), \
      preactresnetN with N = 6n + 2 below 164 (basic blocks) and 9n + 2 from there (bottlenecks), \
      vgg11, vgg13, vgg16, vgg19, densenetN-K with N = 3n + 4 and \
      densenet-bcN-K with N = 6n + 4 (K: channels added by a layer)""";

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
        "resnet34",
        "preactresnet20",
        "preactresnet110",
        "preactresnet164",
        "vgg11",
        "vgg13",
        "vgg16",
        "vgg19",
        "densenet40-12",
        "densenet-bc100-12");
  }

  /**
   * The architecture of this name for images of a shape.
   *
   * @throws IllegalArgumentException if there is none of this name, with the families and the
   *     nearest example, or if the images are too small, with the layer that they do not fit
   */
  public static Architecture named(String name, ImageShape input, int classes) {
    return small(name, input, classes)
        .or(() -> resnet(name, input, classes))
        .or(() -> preActResNet(name, input, classes))
        .or(() -> vgg(name, input, classes))
        .or(() -> denseNet(name, input, classes))
        .orElseThrow(() -> unknown(name));
  }

  private static Optional<Architecture> small(String name, ImageShape input, int classes) {
    if (name.equals("lenet")) {
      return Optional.of(SmallNetworks.lenet(name, input, classes));
    }
    return match(MLP, name)
        .map(mlp -> SmallNetworks.mlp(name, input, classes, widths(mlp.group(1))));
  }

  private static Optional<Architecture> resnet(String name, ImageShape input, int classes) {
    Matcher resnet = RESNET.matcher(name);
    if (!resnet.matches()) {
      return Optional.empty();
    }
    int depth = Integer.parseInt(resnet.group(1));
    int width = resnet.group(3) == null ? 1 : Integer.parseInt(resnet.group(3));
    boolean projected = resnet.group(4) != null;
    if (depth >= 8 && depth % 6 == 2) {
      ResNets.Shortcut shortcut = projected ? ResNets.Shortcut.PROJECTED : ResNets.Shortcut.PADDED;
      return Optional.of(ResNets.threeStages(name, input, classes, depth, width, shortcut));
    } else if (depth == 18 && !projected) {
      return Optional.of(ResNets.fourStages(name, input, classes, width, List.of(2, 2, 2, 2)));
    } else if (depth == 34 && !projected) {
      return Optional.of(ResNets.fourStages(name, input, classes, width, List.of(3, 4, 6, 3)));
    }
    return Optional.empty();
  }

  private static Optional<Architecture> preActResNet(String name, ImageShape input, int classes) {
    return match(PRE_ACT_RESNET, name)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .filter(PreActResNets::has)
        .map(depth -> PreActResNets.of(name, input, classes, depth));
  }

  private static Optional<Architecture> vgg(String name, ImageShape input, int classes) {
    return match(VGG, name)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .filter(Vggs::has)
        .map(depth -> Vggs.of(name, input, classes, depth));
  }

  private static Optional<Architecture> denseNet(String name, ImageShape input, int classes) {
    Matcher matcher = DENSENET.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    DenseNets.Kind kind =
        matcher.group(1) == null ? DenseNets.Kind.PLAIN : DenseNets.Kind.BOTTLENECK_COMPRESSED;
    int depth = Integer.parseInt(matcher.group(2));
    int growth = Integer.parseInt(matcher.group(3));
    return Optional.of(depth)
        .filter(d -> DenseNets.has(kind, d))
        .map(d -> DenseNets.of(name, input, classes, kind, d, growth));
  }

  private static Optional<Matcher> match(Pattern pattern, String name) {
    return Optional.of(pattern.matcher(name)).filter(Matcher::matches);
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

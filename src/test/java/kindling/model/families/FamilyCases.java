package kindling.model.families;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;

/** A small network of every family: a family without one fails. */
public final class FamilyCases {
  private static final ImageShape SMALL = new ImageShape(3, 16, 16);
  private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

  /** The smallest sizes that leave a pixel at the end; names that share a family are variants. */
  private static final Map<String, ImageShape> NETWORKS =
      Map.ofEntries(
          Map.entry("lenet", CIFAR),
          Map.entry("mlp-16", SMALL),
          Map.entry("resnet18", SMALL),
          Map.entry("resnet18-imagenet", CIFAR),
          Map.entry("resnet8", SMALL),
          Map.entry("resnet8-b", SMALL),
          Map.entry("preactresnet18", SMALL),
          Map.entry("preactresnet8", SMALL),
          Map.entry("wideresnet10-1-d0.3", SMALL),
          Map.entry("vgg11", CIFAR),
          Map.entry("densenet7-4", SMALL),
          Map.entry("densenet-bc10-4", SMALL),
          Map.entry("densenet121", new ImageShape(3, 8, 8)),
          Map.entry("mobilenetv1-w0.25-cifar", SMALL),
          Map.entry("mobilenetv2-w0.25", CIFAR));

  private FamilyCases() {}

  /** All of them, with 10 classes. */
  public static Stream<Architecture> all() {
    List<Family> without =
        Family.all().stream()
            .filter(family -> NETWORKS.entrySet().stream().noneMatch(entry -> has(family, entry)))
            .toList();
    if (!without.isEmpty()) {
      throw new IllegalStateException("no small network of " + without);
    }
    return NETWORKS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> Families.named(entry.getKey(), entry.getValue(), 10));
  }

  private static boolean has(Family family, Map.Entry<String, ImageShape> entry) {
    return family.named(entry.getKey(), entry.getValue(), 10).isPresent();
  }
}

package kindling.model.families;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import kindling.DamagedFiles;
import kindling.data.ImageShape;
import kindling.model.architecture.Architecture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever is asked for as an architecture, there is one or a message that names the known ones.
 */
class DamagedNamesTest {
  private static final int LONGEST = 12;

  @Provide
  Arbitrary<String> names() {
    Arbitrary<String> damaged =
        DamagedFiles.of(
                Families.examples().stream()
                    .map(name -> name.getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new))
            .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    Arbitrary<String> numbered =
        Arbitraries.of("resnet", "mlp-", "vgg", "densenet", "densenet-bc", "preactresnet")
            .flatMap(
                family ->
                    Arbitraries.strings()
                        .withChars("0123456789-wb")
                        .ofMaxLength(LONGEST)
                        .map(rest -> family + rest));
    return Arbitraries.oneOf(damaged, numbered);
  }

  @Property
  void namesAreKnownOrRefused(@ForAll("names") String name) {
    try {
      Architecture architecture = Families.named(name, new ImageShape(3, 32, 32), 10);
      assertThat(architecture.name()).isEqualTo(name);
      assertThat(architecture.parameters()).isPositive();
    } catch (IllegalArgumentException refused) {
      assertThat(refused).message().isNotBlank();
    }
  }
}

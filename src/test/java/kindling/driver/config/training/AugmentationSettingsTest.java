package kindling.driver.config.training;

import static kindling.driver.config.settings.SettingsTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import java.util.stream.Stream;
import kindling.data.augment.ColorJitter;
import kindling.data.augment.CropFlip;
import kindling.data.augment.Cutout;
import kindling.data.augment.Flip;
import kindling.data.augment.PaddingMode;
import kindling.data.augment.RandomErasing;
import kindling.data.augment.ResizedCrop;
import kindling.data.augment.Transform;
import kindling.data.augment.TrivialAugment;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsTest;
import kindling.driver.config.settings.SettingsTest.Key;
import org.junit.jupiter.api.Test;

public class AugmentationSettingsTest {
  /** The keys of augmentation and loss, for {@link SettingsTest}. */
  public static Stream<Key> keys() {
    return Stream.of(
        new Key(
            "augmentation.crop-padding",
            of(CropFlip.class, CropFlip::cropPadding),
            0,
            "4",
            4,
            "-4"),
        new Key(
            "augmentation.padding-mode",
            of(CropFlip.class, CropFlip::paddingMode),
            PaddingMode.BLACK,
            "reflect",
            PaddingMode.REFLECT,
            "white"),
        new Key(
            "augmentation.flip",
            of(CropFlip.class, CropFlip::flip),
            Flip.RANDOM,
            "alternating",
            Flip.ALTERNATING,
            "both"),
        new Key(
            "augmentation.flip-probability",
            of(CropFlip.class, CropFlip::flipProbability),
            0.0,
            "0.5",
            0.5,
            "2"),
        new Key(
            "augmentation.resized-crop.min-area",
            of(ResizedCrop.class, ResizedCrop::minArea),
            1.0,
            "0.25",
            0.25,
            "0"),
        new Key(
            "augmentation.resized-crop.max-ratio",
            of(ResizedCrop.class, ResizedCrop::maxRatio),
            4.0 / 3,
            "2",
            2.0,
            "0.5"),
        new Key(
            "augmentation.color-jitter.brightness",
            of(ColorJitter.class, ColorJitter::brightness),
            0.0,
            "0.4",
            0.4,
            "1.5"),
        new Key(
            "augmentation.color-jitter.contrast",
            of(ColorJitter.class, ColorJitter::contrast),
            0.0,
            "0.4",
            0.4,
            "-1"),
        new Key(
            "augmentation.color-jitter.saturation",
            of(ColorJitter.class, ColorJitter::saturation),
            0.0,
            "0.4",
            0.4,
            "much"),
        new Key(
            "augmentation.color-jitter.hue",
            of(ColorJitter.class, ColorJitter::hue),
            0.0,
            "0.5",
            0.5,
            "0.6"),
        new Key(
            "augmentation.trivial-augment",
            of(TrivialAugment.class, TrivialAugment::active),
            false,
            "true",
            true,
            "2"),
        new Key("augmentation.cutout", of(Cutout.class, Cutout::side), 0, "8", 8, "-1"),
        new Key(
            "augmentation.erase.probability",
            of(RandomErasing.class, RandomErasing::probability),
            0.0,
            "0.5",
            0.5,
            "1.5"),
        new Key(
            "augmentation.erase.min-area",
            of(RandomErasing.class, RandomErasing::minArea),
            0.02,
            "0.1",
            0.1,
            "0.5"),
        new Key(
            "augmentation.erase.max-area",
            of(RandomErasing.class, RandomErasing::maxArea),
            0.33,
            "0.5",
            0.5,
            "0.01"),
        new Key(
            "augmentation.erase.max-ratio",
            of(RandomErasing.class, RandomErasing::maxRatio),
            10.0 / 3,
            "2",
            2.0,
            "0"),
        new Key(
            "augmentation.erase.fill",
            of(RandomErasing.class, RandomErasing::fill),
            RandomErasing.Fill.RANDOM,
            "mean",
            RandomErasing.Fill.MEAN,
            "black"),
        new Key(
            "augmentation.mixup-alpha",
            s -> s.input().augmentation().mixing().mixupAlpha(),
            0.0,
            "0.2",
            0.2,
            "5"),
        new Key(
            "augmentation.cutmix-alpha",
            s -> s.input().augmentation().mixing().cutmixAlpha(),
            0.0,
            "1",
            1.0,
            "-1"),
        new Key(
            "augmentation.mix-probability",
            s -> s.input().augmentation().mixing().probability(),
            1.0,
            "0.5",
            0.5,
            "1.1"),
        new Key(
            "loss.label-smoothing", s -> s.update().loss().labelSmoothing(), 0.0, "0.1", 0.1, "1"));
  }

  private static <T extends Transform> Function<Settings, Object> of(
      Class<T> transform, Function<T, Object> value) {
    return settings ->
        settings.input().augmentation().transforms().stream()
            .filter(transform::isInstance)
            .map(transform::cast)
            .map(value)
            .findFirst()
            .orElseThrow();
  }

  @Test
  void augmentationsThatExcludeEachOtherAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    augmentation {
                      flip = alternating
                      flip-probability = 0.5
                      crop-padding = 4
                      resized-crop.min-area = 0.08
                      erase { min-area = 0.5, max-area = 0.4 }
                      mixup-alpha = 0.2
                    }
                    init.from = x
                    transfer = head
                    features.views = 2
                    """))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining("augmentation.flip-probability: takes augmentation.flip = random")
        .hasMessageContaining("augmentation.crop-padding, found both")
        .hasMessageContaining("at most augmentation.erase.max-area, found 0.5 and 0.4")
        .hasMessageContaining("features.views: expected no augmentation.mixup-alpha");
  }

  @Test
  void featuresAreNotComputedOnceWhereImagesAreMixed() {
    String head = "init.from = x\ntransfer = head\n";
    assertThat(featuresOnce(read(head))).isTrue();
    assertThat(featuresOnce(read(head + "loss.label-smoothing = 0.1"))).isTrue();
    assertThat(featuresOnce(read(head + "augmentation.mixup-alpha = 0.2"))).isFalse();
    assertThat(featuresOnce(read(head + "augmentation.cutmix-alpha = 1"))).isFalse();
    assertThat(featuresOnce(read(head + "augmentation.mix-probability = 0.5"))).isTrue();
  }

  private static boolean featuresOnce(Settings settings) {
    return settings.network().transfer().featuresOnce(settings.input().augmentation().build());
  }
}

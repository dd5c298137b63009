package kindling.driver.config.training;

import static kindling.driver.config.settings.SettingsTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import java.util.stream.Stream;
import kindling.data.augment.CropFlip;
import kindling.data.augment.Flip;
import kindling.data.augment.PaddingMode;
import kindling.data.augment.RandomErasing;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.SettingsTest;
import kindling.driver.config.settings.SettingsTest.Key;
import org.junit.jupiter.api.Test;

public class AugmentationSettingsTest {
  /** The keys of augmentation and loss, for {@link SettingsTest}. */
  public static Stream<Key> keys() {
    return Stream.of(
        new Key("augmentation.crop-padding", cropFlip(CropFlip::cropPadding), 0, "4", 4, "-4"),
        new Key(
            "augmentation.padding-mode",
            cropFlip(CropFlip::paddingMode),
            PaddingMode.BLACK,
            "reflect",
            PaddingMode.REFLECT,
            "white"),
        new Key(
            "augmentation.flip",
            cropFlip(CropFlip::flip),
            Flip.RANDOM,
            "alternating",
            Flip.ALTERNATING,
            "both"),
        new Key(
            "augmentation.flip-probability",
            cropFlip(CropFlip::flipProbability),
            0.0,
            "0.5",
            0.5,
            "2"),
        new Key(
            "augmentation.resized-crop.min-area",
            s -> s.input().augmentation().resizedCrop().minArea(),
            1.0,
            "0.25",
            0.25,
            "0"),
        new Key(
            "augmentation.resized-crop.max-ratio",
            s -> s.input().augmentation().resizedCrop().maxRatio(),
            4.0 / 3,
            "2",
            2.0,
            "0.5"),
        new Key(
            "augmentation.color-jitter.brightness",
            s -> s.input().augmentation().colorJitter().brightness(),
            0.0,
            "0.4",
            0.4,
            "1.5"),
        new Key(
            "augmentation.color-jitter.contrast",
            s -> s.input().augmentation().colorJitter().contrast(),
            0.0,
            "0.4",
            0.4,
            "-1"),
        new Key(
            "augmentation.color-jitter.saturation",
            s -> s.input().augmentation().colorJitter().saturation(),
            0.0,
            "0.4",
            0.4,
            "much"),
        new Key(
            "augmentation.color-jitter.hue",
            s -> s.input().augmentation().colorJitter().hue(),
            0.0,
            "0.5",
            0.5,
            "0.6"),
        new Key(
            "augmentation.trivial-augment",
            s -> s.input().augmentation().trivialAugment(),
            false,
            "true",
            true,
            "2"),
        new Key(
            "augmentation.cutout", s -> s.input().augmentation().cutout().side(), 0, "8", 8, "-1"),
        new Key(
            "augmentation.erase.probability",
            s -> s.input().augmentation().erase().probability(),
            0.0,
            "0.5",
            0.5,
            "1.5"),
        new Key(
            "augmentation.erase.min-area",
            s -> s.input().augmentation().erase().minArea(),
            0.02,
            "0.1",
            0.1,
            "0.5"),
        new Key(
            "augmentation.erase.max-area",
            s -> s.input().augmentation().erase().maxArea(),
            0.33,
            "0.5",
            0.5,
            "0.01"),
        new Key(
            "augmentation.erase.max-ratio",
            s -> s.input().augmentation().erase().maxRatio(),
            10.0 / 3,
            "2",
            2.0,
            "0"),
        new Key(
            "augmentation.erase.fill",
            s -> s.input().augmentation().erase().fill(),
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

  private static Function<Settings, Object> cropFlip(Function<CropFlip, Object> value) {
    return settings -> value.apply(settings.input().augmentation().cropFlip());
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
    return settings.network().transfer().featuresOnce(settings.input().augmentation().made());
  }
}

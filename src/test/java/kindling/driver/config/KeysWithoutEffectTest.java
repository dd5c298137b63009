package kindling.driver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.stream.Stream;
import kindling.data.keys.Range;
import kindling.driver.config.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key that has an effect only with some choice, given where it has none and where it has. */
class KeysWithoutEffectTest {
  private static Settings read(String... lines) {
    return Settings.read(
        "test",
        ConfigFactory.parseString(String.join("\n", lines))
            .withFallback(ConfigFactory.parseString("data.format = shapes")));
  }

  private static Arguments of(String key, String without, String with) {
    return Arguments.of(key, without, with);
  }

  static Stream<Arguments> keys() {
    return Stream.of(
        of("averaging.slowmo.momentum = 0.4", "averaging.outer = none", "averaging.outer = slowmo"),
        of("averaging.slowmo.rate = 0.4", "averaging.outer = nesterov", "averaging.outer = slowmo"),
        of(
            "averaging.nesterov.momentum = 0.4",
            "averaging.outer = slowmo",
            "averaging.outer = nesterov"),
        of("averaging.nesterov.rate = 0.4", "averaging.outer = none", "averaging.outer = nesterov"),
        of("averaging.overhead = 0.3", "steps-per-round = 16", "steps-per-round = auto"),
        of(
            "averaging.norm-batches = 3",
            "averaging.norm-statistics = averaged",
            "averaging.norm-statistics = re-estimated"),
        of("ema.statistics = re-estimated", "ema.decay = 0", "ema.decay = 0.9"),
        of("swa.every-epochs = 2", "swa.from-fraction = 0", "swa.from-fraction = 0.5"),
        of("swa.statistics = averaged", "swa.from-fraction = 0", "swa.from-fraction = 0.5"),
        of(
            "early-stopping.patience = 3",
            "early-stopping.metric = none",
            "early-stopping.metric = loss"),
        of(
            "early-stopping.min-delta = 0.1",
            "early-stopping.metric = none",
            "early-stopping.metric = loss"),
        of("schedule.warmup-fraction = 0.2", "schedule.kind = one-cycle", "schedule.kind = step"),
        of("schedule.final-rate = 0.01", "schedule.kind = step", "schedule.kind = polynomial"),
        of("schedule.factor = 0.2", "schedule.kind = cosine", "schedule.kind = exponential"),
        of("schedule.every-epochs = 2", "schedule.kind = constant", "schedule.kind = step"),
        of("schedule.at-epochs = [2, 1]", "schedule.kind = step", ""),
        of("schedule.at-epochs = [1, 2]", "schedule.kind = step", "schedule.kind = multi-step"),
        of("schedule.power = 2", "schedule.kind = step", "schedule.kind = polynomial"),
        of(
            "schedule.restart-epochs = 2",
            "schedule.kind = warmup-cosine",
            "schedule.kind = cosine"),
        of("schedule.restart-factor = 2", "schedule.kind = step", ""),
        of("schedule.peak-fraction = 0.2", "schedule.kind = step", "schedule.kind = one-cycle"),
        of("schedule.div-factor = 20", "schedule.kind = plateau", "schedule.kind = one-cycle"),
        of("schedule.final-div-factor = 20", "schedule.kind = step", "schedule.kind = one-cycle"),
        of("schedule.metric = accuracy", "schedule.kind = step", "schedule.kind = plateau"),
        of("schedule.patience = 2", "schedule.kind = step", "schedule.kind = plateau"),
        of("schedule.threshold = 0.1", "schedule.kind = step", "schedule.kind = plateau"),
        of("schedule.cooldown = 2", "schedule.kind = step", "schedule.kind = plateau"),
        of("optimizer.momentum = 0.5", "optimizer.kind = adam", "optimizer.kind = lars"),
        of("optimizer.nesterov = false", "optimizer.kind = rmsprop", "optimizer.kind = sgd"),
        of("optimizer.beta1 = 0.8", "optimizer.kind = sgd", "optimizer.kind = lion"),
        of("optimizer.beta2 = 0.8", "optimizer.kind = sgd", "optimizer.kind = adamw"),
        of("optimizer.epsilon = 0.1", "optimizer.kind = lion", "optimizer.kind = lamb"),
        of("optimizer.alpha = 0.8", "optimizer.kind = sgd", "optimizer.kind = rmsprop"),
        of("optimizer.trust-coefficient = 0.1", "optimizer.kind = lamb", "optimizer.kind = lars"),
        of(
            "fine-tune.unfreeze-every = 2",
            "transfer = none",
            "transfer = fine-tune, init.from = x"),
        of("fine-tune.head-epochs = 2", "transfer = none", "transfer = fine-tune, init.from = x"),
        of("fine-tune.rate-factor = 0.5", "transfer = none", "transfer = fine-tune, init.from = x"),
        of("features.once = never", "transfer = none", "transfer = head, init.from = x"),
        of("features.views = 2", "transfer = none", "transfer = head, init.from = x"),
        of("data.shapes.training = 100", "data.format = auto", "data.format = shapes"),
        of("data.parquet.image = x", "data.format = idx", "data.format = parquet, data.path = x"),
        of("data.parquet.label = x", "data.format = idx", "data.format = auto, data.path = x"),
        of(
            "data.parquet.label-from = folder",
            "data.format = idx",
            "data.format = parquet, data.path = x"),
        of(
            "data.cifar100.labels = coarse",
            "data.format = idx",
            "data.format = cifar100, data.path = x"),
        of("data.shapes.test = 100", "data.format = auto", "data.format = shapes"),
        of("mlflow.experiment = a", "mlflow.uri = \"\"", "mlflow.uri = \"http://m:5000\""),
        of(
            "augmentation.mix-probability = 0.5",
            "augmentation.mixup-alpha = 0",
            "augmentation.cutmix-alpha = 1"),
        of(
            "augmentation.padding-mode = reflect",
            "augmentation.crop-padding = 0",
            "augmentation.crop-padding = 2"),
        of(
            "augmentation.resized-crop.max-ratio = 2",
            "augmentation.resized-crop.min-area = 1",
            "augmentation.resized-crop.min-area = 0.5"),
        of(
            "augmentation.erase.min-area = 0.1",
            "augmentation.erase.probability = 0",
            "augmentation.erase.probability = 0.5"),
        of(
            "augmentation.erase.max-area = 0.4",
            "augmentation.erase.probability = 0",
            "augmentation.erase.probability = 0.5"),
        of(
            "augmentation.erase.max-ratio = 2",
            "augmentation.erase.probability = 0",
            "augmentation.erase.probability = 0.5"),
        of(
            "augmentation.erase.fill = mean",
            "augmentation.erase.probability = 0",
            "augmentation.erase.probability = 0.5"));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyWithoutEffectIsRemarkedWithTheChoice(String key, String without, String with) {
    String path = key.substring(0, key.indexOf(' '));
    String elsewhere = "data.path = x";
    assertThat(read(without, key, elsewhere).resolved().remarks())
        .singleElement()
        .asString()
        .startsWith(path + " has no effect with " + without)
        .contains("String: ");
    assertThat(read(without, elsewhere).resolved().remarks()).isEmpty();
    if (!with.isEmpty()) {
      assertThat(read(with, key).resolved().remarks()).isEmpty();
    }
  }

  @Test
  void whatIsReadForAnotherChoiceAloneIsNeitherCheckedNorResolved() {
    KeyReader keys = new KeyReader(ConfigFactory.parseString("a = no\nb = 7\nc = 9"));
    KeyReader absent = keys.onlyWhen(false, "kind = x");
    assertThat(absent.count("a", 3, 0)).isEqualTo(3);
    assertThat(absent.when(true, "").number("b", 1, Range.BELOW_ONE)).isEqualTo(1);
    assertThat(keys.when(false, "kind = y").count("c", 1, 0)).isEqualTo(9);
    assertThat(keys.finish().remarks())
        .extracting(remark -> remark.substring(0, remark.indexOf('(') - 1))
        .isEqualTo(
            List.of(
                "a has no effect with kind = x",
                "b has no effect with kind = x",
                "c has no effect with kind = y"));
    assertThat(keys.finish().render()).isEqualTo("c = 9\n");
  }

  @Test
  void aChoiceWithinAChoiceIsNamed() {
    assertThat(read("schedule { kind = cosine, restart-factor = 2 }").resolved().remarks())
        .singleElement()
        .asString()
        .startsWith("schedule.restart-factor has no effect with schedule.restart-epochs = 0");
  }

  @Test
  void aWrongValueIsRefusedWhereTheRunHasTheKey() {
    assertThatThrownBy(() -> read("early-stopping.patience = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("early-stopping.patience");
  }
}

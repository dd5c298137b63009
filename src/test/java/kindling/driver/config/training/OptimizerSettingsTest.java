package kindling.driver.config.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.settings.Settings;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.AdamW;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.Lamb;
import kindling.model.optimizer.Lars;
import kindling.model.optimizer.Lion;
import kindling.model.optimizer.Moments;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RmsProp;
import kindling.model.optimizer.Schedule;
import org.junit.jupiter.api.Test;

/** The keys that belong to some optimizers and some schedules. */
class OptimizerSettingsTest {
  private static Settings read(String text) {
    return Settings.read("test", ConfigFactory.parseString("data.format = shapes\n" + text));
  }

  private static Optimizer optimizer(String text) {
    return read("optimizer { " + text + " }").update().optimizer();
  }

  /** Over ten epochs of a hundred examples, in steps of 2 × 64. */
  private static Schedule schedule(String text) {
    Settings settings = read("schedule { " + text + " }");
    return settings.update().schedule().over(100, 10, settings.workload().examplesPerStep());
  }

  @Test
  void optimizersHaveThePublishedDefaults() {
    assertThat(optimizer("kind = adam"))
        .isEqualTo(new Adam(new Moments(0.9, 0.999, 1e-8), 0, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = adamw"))
        .isEqualTo(new AdamW(new Moments(0.9, 0.999, 1e-8), 0.01, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = lamb"))
        .isEqualTo(new Lamb(new Moments(0.9, 0.999, 1e-6), 0.01, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = lars"))
        .isEqualTo(new Lars(0.9, 0.001, 0, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = lion")).isEqualTo(new Lion(0.9, 0.99, 0, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = rmsprop"))
        .isEqualTo(new RmsProp(0.99, 1e-8, 0, 0, DecayScope.WEIGHTS_ONLY));
  }

  @Test
  void optimizersTakeTheirOwnKeys() {
    assertThat(
            optimizer(
                "kind = adamw, beta1 = 0.8, beta2 = 0.98, epsilon = 1e-7, weight-decay = 0.05,"
                    + " decay = all"))
        .isEqualTo(new AdamW(new Moments(0.8, 0.98, 1e-7), 0.05, DecayScope.ALL));
    assertThat(optimizer("kind = lars, momentum = 0.8, trust-coefficient = 0.02"))
        .isEqualTo(new Lars(0.8, 0.02, 0, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = rmsprop, alpha = 0.9, epsilon = 0.001, momentum = 0.5"))
        .isEqualTo(new RmsProp(0.9, 0.001, 0.5, 0, DecayScope.WEIGHTS_ONLY));
    assertThat(optimizer("kind = lion, clip-norm = 2"))
        .isEqualTo(
            new GradientClipping(
                new Lion(0.9, 0.99, 0, DecayScope.WEIGHTS_ONLY), Double.POSITIVE_INFINITY, 2));
  }

  @Test
  void keysOfAnotherKindAreRemarkedAndLeftOut() {
    Settings settings = read("optimizer.beta1 = 0.5\nschedule.patience = 3");

    assertThat(settings.resolved().remarks())
        .hasSize(2)
        .anyMatch(r -> r.startsWith("optimizer.beta1 has no effect with optimizer.kind = sgd"))
        .anyMatch(
            r ->
                r.startsWith("schedule.patience has no effect with schedule.kind = warmup-cosine"));
    assertThat(settings.resolved().render())
        .doesNotContain("beta1")
        .doesNotContain("schedule.patience");
    assertThat(read("optimizer.momentum = 0.5").resolved().remarks()).isEmpty();
    assertThat(read("optimizer { kind = adam, momentum = 0.5 }").resolved().remarks()).hasSize(1);
  }

  @Test
  void misspeltKeysOfAnyKindAreNamed() {
    assertThatThrownBy(() -> optimizer("kind = sgd, beta = 0.5"))
        .hasMessageContaining("nearest known key is optimizer.beta1");
    assertThatThrownBy(() -> optimizer("kind = adam, beta1 = 1, epsilon = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("2 problems", "optimizer.beta1", "optimizer.epsilon");
  }

  @Test
  void schedulesTakeTheirOwnKeys() {
    assertThat(schedule("kind = constant")).isEqualTo(new Schedule.Constant(0.1));
    assertThat(schedule("kind = step, factor = 0.2, every-epochs = 3"))
        .isEqualTo(new Schedule.Step(0.1, 0.2, 300));
    assertThat(schedule("kind = multi-step, at-epochs = [3, 6.5]"))
        .isEqualTo(new Schedule.MultiStep(0.1, 0.1, List.of(300.0, 650.0)));
    assertThat(schedule("kind = exponential")).isEqualTo(new Schedule.Exponential(0.1, 0.95, 100));
    assertThat(schedule("kind = polynomial, power = 2, warmup-fraction = 0.1, final-rate = 0.01"))
        .isEqualTo(new Schedule.Warmup(100, new Schedule.Polynomial(0.1, 2, 100, 1000, 0.01)));
    assertThat(schedule("kind = cosine")).isEqualTo(new Schedule.WarmupCosine(0.1, 0, 1000, 0));
    assertThat(schedule("kind = cosine, restart-epochs = 2, restart-factor = 1.5"))
        .isEqualTo(new Schedule.CosineRestarts(0.1, 0, 200, 1.5, 0));
    assertThat(schedule("kind = one-cycle, rate = 1, div-factor = 10, final-div-factor = 100"))
        .isEqualTo(new Schedule.OneCycle(0.1, 1, 0.001, 300, 1000));
    assertThat(schedule("kind = warmup-cosine"))
        .isEqualTo(new Schedule.WarmupCosine(0.1, 100, 1000, 0));
  }

  @Test
  void aPlateauIsAConstantRateThatTheDriverLowers() {
    Settings settings =
        read(
            "schedule { kind = plateau, metric = accuracy, factor = 0.5, patience = 2, threshold ="
                + " 0.01, cooldown = 1, final-rate = 0.001 }");

    assertThat(settings.update().schedule().over(100, 10, 128))
        .isEqualTo(new Schedule.Constant(0.1));
    assertThat(settings.update().schedule().plateau())
        .isEqualTo(new Plateau(ValidationMetric.ACCURACY, 0.5, 2, 0.01, 1, 0.01));
    assertThat(read("").update().schedule().plateau()).isEqualTo(Plateau.NONE);
  }

  @Test
  void ratesGrowWithTheGlobalBatch() {
    assertThat(schedule("kind = cosine, scale-batch = 64, final-rate = 0.01"))
        .isEqualTo(new Schedule.WarmupCosine(0.2, 0, 1000, 0.02));
    assertThat(read("accumulate = 3\nworkers = 4\nbatch-size = 8").workload().examplesPerStep())
        .isEqualTo(96);
  }

  @Test
  void epochsOfAMultiStepRise() {
    assertThatThrownBy(() -> schedule("kind = multi-step"))
        .hasMessageContaining("schedule.at-epochs: expected rising epochs");
    assertThatThrownBy(() -> schedule("kind = multi-step, at-epochs = [5, 3]"))
        .hasMessageContaining("schedule.at-epochs");
  }
}

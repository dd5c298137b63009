package kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kindling.data.DataFormat;
import kindling.data.Fit;
import kindling.driver.averaging.OuterStep;
import kindling.driver.averaging.StepsPerRound;
import kindling.driver.averaging.WireFormat;
import kindling.model.Decay;
import kindling.model.Engines;
import kindling.model.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
  /** A key: its default, another good value with what it reads as, and a bad value. */
  record Key(
      String name,
      Function<Settings, Object> setting,
      Object byDefault,
      String good,
      Object read,
      String bad) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Key> keys() {
    return Stream.of(
        new Key("data.path", s -> s.data().path(), "", "\"/x/y\"", "/x/y", "[1]"),
        new Key(
            "data.format", s -> s.data().format(), DataFormat.SHAPES, "idx", DataFormat.IDX, "jpg"),
        new Key("data.height", s -> s.data().height(), 0, "48", 48, "-1"),
        new Key("data.width", s -> s.data().width(), 0, "40", 40, "1.5"),
        new Key("data.channels", s -> s.data().channels(), 0, "3", 3, "2"),
        new Key("data.fit", s -> s.data().fit(), Fit.EXACT, "crop", Fit.CROP, "squash"),
        new Key(
            "data.validation-fraction", s -> s.data().validationFraction(), 0.2, "0.1", 0.1, "0"),
        new Key("data.test-fraction", s -> s.data().testFraction(), 0.2, "0.3", 0.3, "1"),
        new Key("data.shapes.training", s -> s.data().shapesTraining(), 10_000, "500", 500, "3"),
        new Key("data.shapes.test", s -> s.data().shapesTest(), 2_000, "50", 50, "few"),
        new Key("data.max-bad-fraction", Settings::maxBadFraction, 0.01, "0.5", 0.5, "1.01"),
        new Key(
            "data.normalization.mean",
            s -> s.normalization().map(n -> n.mean()[1]),
            Optional.empty(),
            "[0.5, 0.25, 0.75], data.normalization.std = [1, 1, 1]",
            Optional.of(0.25f),
            "[0.1]"),
        new Key(
            "data.normalization.std",
            s -> s.normalization().map(n -> n.std()[2]),
            Optional.empty(),
            "[0.5, 0.25, 0.125], data.normalization.mean = [0, 0, 0]",
            Optional.of(0.125f),
            "[0, 1, 1]"),
        new Key("augmentation.crop-padding", s -> s.augmentation().cropPadding(), 0, "4", 4, "-4"),
        new Key(
            "augmentation.flip-probability",
            s -> s.augmentation().flipProbability(),
            0.0,
            "0.5",
            0.5,
            "2"),
        new Key("architecture", Settings::architecture, "resnet20", "lenet", "lenet", "resnet21"),
        new Key("optimizer.momentum", s -> s.optimizer().momentum(), 0.9, "0.5", 0.5, "1"),
        new Key("optimizer.nesterov", s -> s.optimizer().nesterov(), true, "false", false, "3"),
        new Key(
            "optimizer.weight-decay", s -> s.optimizer().weightDecay(), 0.0, "1e-4", 1e-4, "-1"),
        new Key(
            "optimizer.decay",
            s -> s.optimizer().decay(),
            Decay.WEIGHTS_ONLY,
            "all",
            Decay.ALL,
            "none"),
        new Key(
            "schedule.kind",
            s -> s.schedule().kind(),
            ScheduleSettings.Kind.WARMUP_COSINE,
            "step",
            ScheduleSettings.Kind.STEP,
            "linear"),
        new Key("schedule.rate", s -> s.schedule().rate(), 0.1, "0.05", 0.05, "0"),
        new Key(
            "schedule.warmup-fraction", s -> s.schedule().warmupFraction(), 0.1, "0.5", 0.5, "1"),
        new Key("schedule.final-rate", s -> s.schedule().finalRate(), 0.0, "1e-3", 1e-3, "0.2"),
        new Key("schedule.factor", s -> s.schedule().factor(), 0.1, "0.2", 0.2, "0"),
        new Key("schedule.every-epochs", s -> s.schedule().everyEpochs(), 30.0, "2.5", 2.5, "0"),
        new Key(
            "averaging.optimizer-state",
            Settings::optimizerState,
            Settings.OptimizerState.AVERAGED,
            "reset",
            Settings.OptimizerState.RESET,
            "kept"),
        new Key("workers", Settings::workers, 2, "16", 16, "0"),
        new Key("epochs", Settings::epochs, 10, "3", 3, "0"),
        new Key("batch-size", Settings::batchSize, 64, "128", 128, "many"),
        new Key(
            "steps-per-round",
            s -> s.averaging().stepsPerRound(),
            Optional.of(StepsPerRound.constant(16)),
            "epoch",
            Optional.of(StepsPerRound.constant(StepsPerRound.EPOCH)),
            "2.5"),
        new Key("averaging.overhead", s -> s.averaging().overhead(), 0.1, "0.5", 0.5, "1"),
        new Key(
            "averaging.outer",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "slowmo",
            new OuterStep.SlowMo(0.5, 1),
            "fast"),
        new Key(
            "averaging.slowmo.momentum",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.7",
            new OuterStep.SlowMo(0.7, 1),
            "1"),
        new Key(
            "averaging.slowmo.rate",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.8",
            new OuterStep.SlowMo(0.5, 0.8),
            "0"),
        new Key(
            "averaging.nesterov.momentum",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "0.6",
            new OuterStep.Nesterov(0.6, 0.7),
            "1"),
        new Key(
            "averaging.nesterov.rate",
            s -> s.averaging().outer(),
            OuterStep.NONE,
            "1",
            new OuterStep.Nesterov(0.9, 1),
            "0"),
        new Key(
            "averaging.wire",
            s -> s.averaging().wire(),
            WireFormat.FLOAT32,
            "int8",
            WireFormat.INT8,
            "int4"),
        new Key(
            "averaging.norm-statistics",
            s -> s.averaging().normStatistics(),
            AveragingSettings.NormStatisticsKind.AVERAGED,
            "re-estimated",
            AveragingSettings.NormStatisticsKind.RE_ESTIMATED,
            "none"),
        new Key("averaging.norm-batches", s -> s.averaging().normBatches(), 16, "3", 3, "0"),
        new Key("regularization.dropout", s -> s.regularization().dropout(), 0.0, "0.5", 0.5, "1"),
        new Key(
            "regularization.stochastic-depth",
            s -> s.regularization().stochasticDepth(),
            0.0,
            "0.2",
            0.2,
            "-1"),
        new Key("regularization.l1", s -> s.regularization().l1(), 0.0, "1e-5", 1e-5, "-1"),
        new Key(
            "early-stopping.metric",
            s -> s.earlyStopping().metric(),
            Optional.empty(),
            "validation-loss",
            Optional.of(ValidationMetric.VALIDATION_LOSS),
            "loss"),
        new Key("early-stopping.patience", s -> s.earlyStopping().patience(), 5, "2", 2, "0"),
        new Key(
            "early-stopping.min-delta", s -> s.earlyStopping().minDelta(), 0.0, "0.01", 0.01, "-1"),
        new Key("seed", Settings::seed, 1L, "77", 77L, "-2"),
        new Key(
            "engine",
            settings -> settings.engine().engine(),
            Engines.Choice.AUTO,
            "dl4j",
            Engines.Choice.DL4J,
            "tensorflow"),
        new Key(
            "precision",
            settings -> settings.engine().precision(),
            Precision.FLOAT32,
            "bfloat16",
            Precision.BFLOAT16,
            "half"),
        new Key("data.examples-per-class", Settings::examplesPerClass, 0, "10", 10, "-1"),
        new Key(
            "init.from",
            s -> s.transfer().from(),
            Optional.empty(),
            "\"/runs/one\"",
            Optional.of("/runs/one"),
            "[1]"),
        new Key("init.partial", s -> s.transfer().partial(), false, "true", true, "3"),
        new Key(
            "transfer",
            s -> s.transfer().kind(),
            TransferSettings.Kind.NONE,
            "head",
            TransferSettings.Kind.HEAD,
            "freeze"),
        new Key("fine-tune.unfreeze-every", s -> s.transfer().unfreezeEvery(), 0, "2", 2, "-1"),
        new Key("fine-tune.head-epochs", s -> s.transfer().headEpochs(), 0, "1", 1, "-1"),
        new Key(
            "features.once",
            s -> s.transfer().features(),
            TransferSettings.Features.AUTO,
            "never",
            TransferSettings.Features.NEVER,
            "always"),
        new Key("features.views", s -> s.transfer().views(), 0, "4", 4, "-1"),
        new Key("threads-per-worker", Settings::threadsPerWorker, 1, "2", 2, "0"),
        new Key(
            "run.dir",
            s -> s.run().directory(),
            Optional.empty(),
            "\"hdfs://h/r\"",
            Optional.of("hdfs://h/r"),
            "{a = 1}"),
        new Key("run.keep-checkpoints", s -> s.run().keepCheckpoints(), 3, "1", 1, "0"),
        new Key("run.keep-best", s -> s.run().keepBest(), false, "true", true, "3"),
        new Key(
            "run.final",
            s -> s.run().finalWeights(),
            RunSettings.FinalWeights.LAST,
            "best",
            RunSettings.FinalWeights.BEST,
            "first"),
        new Key("run.checkpoint-rounds", s -> s.run().checkpointRounds(), 0, "5", 5, "-1"),
        new Key(
            "resume",
            s -> s.run().resume(),
            RunSettings.Resume.NEVER,
            "auto",
            RunSettings.Resume.AUTO,
            "always"));
  }

  private static Settings read(String text) {
    return Settings.read(
        "test",
        ConfigFactory.parseString("data.format = shapes\n" + text.replace(", data.", "\ndata.")));
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyHasItsDefault(Key key) {
    assertThat(key.setting().apply(read(""))).isEqualTo(key.byDefault());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyIsRead(Key key) {
    String path =
        switch (key.name()) {
          case "data.format" -> "data.path = x\n";
          case "resume" -> "run.dir = x\n";
          case "init.partial", "transfer" -> "init.from = x\n";
          case "averaging.slowmo.momentum", "averaging.slowmo.rate" -> "averaging.outer = slowmo\n";
          case "averaging.nesterov.momentum", "averaging.nesterov.rate" ->
              "averaging.outer = nesterov\n";
          case "features.views" -> "init.from = x\ntransfer = head\n";
          case "fine-tune.unfreeze-every", "fine-tune.head-epochs" ->
              "init.from = x\ntransfer = fine-tune\n";
          default -> "";
        };
    assertThat(key.setting().apply(read(path + key.name() + " = " + key.good())))
        .isEqualTo(key.read());
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyRejectsWhatItCannotBe(Key key) {
    assertThatThrownBy(() -> read(key.name() + " = " + key.bad()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(
            key.name().startsWith("data.normalization") ? "data.normalization" : key.name());
  }

  @Test
  void theTestNamesEveryKeyThereIs() {
    Set<String> there =
        read("").resolved().render().lines().map(l -> l.split(" ")[0]).collect(Collectors.toSet());
    assertThat(keys().map(Key::name)).containsExactlyInAnyOrderElementsOf(new TreeSet<>(there));
  }

  @Test
  void allProblemsComeAtOnceAndUnknownKeysNameTheNearest() {
    assertThatThrownBy(() -> read("batch-sise = 3\nworkers = 0\nepochs = many\nschedule.rate = -1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("4 problems")
        .hasMessageContaining("unknown key batch-sise")
        .hasMessageContaining("nearest known key is batch-size")
        .hasMessageContaining("workers: expected a whole number")
        .hasMessageContaining("epochs: expected")
        .hasMessageContaining("schedule.rate: expected a number above 0, found -1");
  }

  @Test
  void aProblemSaysItsFileAndLine() {
    assertThatThrownBy(
            () ->
                Settings.read(
                    "x", ConfigFactory.parseString("data.format = shapes\n\nworkers = no\n")))
        .hasMessageContaining("found \"no\"")
        .hasMessageContaining("3");
  }

  @Test
  void whatIsRenderedReadsBackToTheSame() {
    Settings settings = read("schedule.rate = 0.3\nrun.dir = \"hdfs://n:8020/a\"");
    ResolvedConfig again = ResolvedConfig.parse(settings.resolved().render());
    assertThat(again.render()).isEqualTo(settings.resolved().render());
    assertThat(again.differencesFrom(settings.resolved())).isEmpty();
  }

  @Test
  void differencesNameWhatChangesTheResultOnly() {
    ResolvedConfig one = read("workers = 4\nrun.dir = a").resolved();
    ResolvedConfig other = read("workers = 5\nrun.dir = b").resolved();
    assertThat(other.differencesFrom(one)).isEqualTo(List.of("workers was 4 and is now 5"));
  }

  @Test
  void resumingUnaskedNeedsTheSameFolderEveryTime() {
    assertThatThrownBy(() -> read("resume = auto"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("resume: auto needs run.dir");
  }

  @Test
  void stepsPerRoundMayComeInStages() {
    Settings settings =
        read(
            "steps-per-round = [{steps = 1}, {from = 0.5, steps = 16}, {from = 0.9, steps = epoch}]");
    assertThat(settings.averaging().stepsPerRound().orElseThrow().stages())
        .containsExactly(
            new StepsPerRound.Stage(0, 1),
            new StepsPerRound.Stage(0.5, 16),
            new StepsPerRound.Stage(0.9, StepsPerRound.EPOCH));
    String written =
        settings.resolved().render().lines().filter(l -> l.startsWith("steps")).toList().get(0);
    assertThat(read(written).averaging()).isEqualTo(settings.averaging());
    assertThat(read("steps-per-round = auto").averaging().stepsPerRound()).isEmpty();
    for (String bad :
        List.of(
            "[]",
            "[{from = 0.5, steps = 2}]",
            "[{steps = 1}, {steps = 2}]",
            "[{steps = 1}, {from = 1, steps = 2}]",
            "[{steps = 1, till = 0.5}]",
            "[1, 2]",
            "0")) {
      assertThatThrownBy(() -> read("steps-per-round = " + bad))
          .as(bad)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("steps-per-round: expected a whole number of at least 1, epoch");
    }
  }

  @Test
  void nesterovNeedsMomentum() {
    assertThatThrownBy(() -> read("optimizer.momentum = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("optimizer.nesterov");
    assertThat(read("optimizer.momentum = 0\noptimizer.nesterov = false").optimizer().momentum())
        .isZero();
  }
}

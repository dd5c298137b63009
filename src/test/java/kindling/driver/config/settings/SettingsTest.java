package kindling.driver.config.settings;

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
import kindling.data.ResizePolicy;
import kindling.data.Storage;
import kindling.data.batch.Sampling;
import kindling.data.source.Catalog;
import kindling.data.source.Cifar100Labels;
import kindling.data.source.DataFormat;
import kindling.data.source.OrientationPolicy;
import kindling.data.source.ParquetColumns.LabelFrom;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.training.AugmentationSettingsTest;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.config.training.AveragingSettingsTest;
import kindling.driver.config.training.ClassWeights;
import kindling.model.Engines;
import kindling.model.averaging.NormStatistics;
import kindling.model.engine.Precision;
import kindling.model.inference.EvaluationViews;
import kindling.model.optimizer.Adam;
import kindling.model.optimizer.DecayScope;
import kindling.model.optimizer.GradientClipping;
import kindling.model.optimizer.Schedule;
import kindling.model.optimizer.Sgd;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

public class SettingsTest {
  /** A key: its default, another good value with what it reads as, and a bad value. */
  public record Key(
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

  @Test
  void aNetworkWhoseOptimizerKeepsMoreThanAnArrayHoldsIsRefused() {
    Settings settings =
        Settings.read(
            "test",
            ConfigFactory.parseString(
                "data { format = shapes, shapes { training = 40, test = 10 } },"
                    + " architecture = mlp-360000, optimizer.kind = adam"));
    Catalog catalog =
        Catalog.open(settings.input().source(), new Storage(new Configuration(false)));

    assertThatThrownBy(() -> settings.network().on(catalog, settings.update().optimizer()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContainingAll("mlp-360000", "the optimizer's state of 2 × 1109880010 values");
  }

  static Stream<Key> keys() {
    return Stream.of(AugmentationSettingsTest.keys(), AveragingSettingsTest.keys(), ownKeys())
        .flatMap(keys -> keys);
  }

  private static Stream<Key> ownKeys() {
    return Stream.of(
        new Key("data.path", s -> s.input().source().path(), "", "\"/x/y\"", "/x/y", "[1]"),
        new Key(
            "data.format",
            s -> s.input().source().format(),
            DataFormat.SHAPES,
            "idx",
            DataFormat.IDX,
            "jpg"),
        new Key("data.height", s -> s.input().source().height(), 0, "48", 48, "-1"),
        new Key("data.width", s -> s.input().source().width(), 0, "40", 40, "1.5"),
        new Key(
            "data.cache",
            s -> s.input().cache().kind(),
            CacheSettings.Kind.AUTO,
            "encoded",
            CacheSettings.Kind.ENCODED,
            "disk"),
        new Key("data.decode-threads", s -> s.input().cache().decodeThreads(), 1, "4", 4, "0"),
        new Key("data.disk", s -> s.input().cache().disk(), 0L, "20g", 20L << 30, "-1g"),
        new Key("data.channels", s -> s.input().source().channels(), 0, "3", 3, "2"),
        new Key(
            "data.orientation",
            s -> s.input().source().orientation(),
            OrientationPolicy.APPLY,
            "ignore",
            OrientationPolicy.IGNORE,
            "turn"),
        new Key(
            "data.fit",
            s -> s.input().source().framing().fit(),
            ResizePolicy.EXACT,
            "crop",
            ResizePolicy.CROP,
            "squash"),
        new Key(
            "data.size",
            s -> s.input().sizes().stages(),
            List.of(),
            "[{ until = 0.35, size = 96 }, { size = 128 }]",
            List.of(new TrainingSizes.Stage(0.35, 96), new TrainingSizes.Stage(1, 128)),
            "96"),
        new Key(
            "data.sampling",
            s -> s.input().sampling(),
            Sampling.NATURAL,
            "sqrt",
            Sampling.SQRT,
            "uniform"),
        new Key(
            "loss.class-weights",
            s -> s.update().loss().classWeights(),
            new ClassWeights(ClassWeights.Kind.NONE, List.of()),
            "[1, 0.5]",
            new ClassWeights(ClassWeights.Kind.GIVEN, List.of(1.0, 0.5)),
            "[0, 0]"),
        new Key(
            "data.scoring-resize",
            s -> s.input().source().framing().scoringResize(),
            0,
            "256",
            256,
            "-1"),
        new Key(
            "data.validation-fraction",
            s -> s.input().source().validationFraction(),
            0.2,
            "0.1",
            0.1,
            "0"),
        new Key("data.test-fraction", s -> s.input().source().testFraction(), 0.2, "0.3", 0.3, "1"),
        new Key(
            "data.shapes.training",
            s -> s.input().source().shapesTraining(),
            10_000,
            "500",
            500,
            "3"),
        new Key(
            "data.parquet.image",
            s -> s.input().source().formats().parquet().image(),
            "image",
            "picture",
            "picture",
            "[1]"),
        new Key(
            "data.parquet.label",
            s -> s.input().source().formats().parquet().label(),
            "label",
            "fine_label",
            "fine_label",
            "[1]"),
        new Key(
            "data.parquet.label-from",
            s -> s.input().source().formats().parquet().from(),
            LabelFrom.VALUE,
            "folder",
            LabelFrom.FOLDER,
            "name"),
        new Key(
            "data.cifar100.labels",
            s -> s.input().source().formats().cifar100(),
            Cifar100Labels.FINE,
            "coarse",
            Cifar100Labels.COARSE,
            "both"),
        new Key("data.shapes.test", s -> s.input().source().shapesTest(), 2_000, "50", 50, "few"),
        new Key(
            "data.max-image-pixels",
            s -> s.input().source().limits().imagePixels(),
            50_000_000,
            "1000",
            1_000,
            "0"),
        new Key(
            "data.max-image-bytes",
            s -> s.input().source().limits().imageBytes(),
            268_435_456,
            "500",
            500,
            "0"),
        new Key(
            "data.max-gzip-bytes",
            s -> s.input().source().limits().gzipBytes(),
            1_073_741_824,
            "500",
            500,
            "-1"),
        new Key("data.max-classes", s -> s.input().source().limits().classes(), 2_000, "7", 7, "1"),
        new Key("engine-memory", s -> s.engine().memory(), 0L, "2g", 2L << 30, "-1g"),
        new Key("data.max-bad-fraction", s -> s.input().maxBadFraction(), 0.01, "0.5", 0.5, "1.01"),
        new Key(
            "data.normalization.mean",
            s -> s.input().normalization().map(n -> n.mean()[1]),
            Optional.empty(),
            "[0.5, 0.25, 0.75], data.normalization.std = [1, 1, 1]",
            Optional.of(0.25f),
            "[0.1]"),
        new Key(
            "data.normalization.std",
            s -> s.input().normalization().map(n -> n.std()[2]),
            Optional.empty(),
            "[0.5, 0.25, 0.125], data.normalization.mean = [0, 0, 0]",
            Optional.of(0.125f),
            "[0, 1, 1]"),
        new Key(
            "architecture",
            s -> s.network().architecture().name(),
            "resnet20",
            "lenet",
            "lenet",
            "resnet21"),
        new Key("optimizer.momentum", s -> sgd(s).momentum(), 0.9, "0.5", 0.5, "1"),
        new Key("optimizer.nesterov", s -> sgd(s).nesterov(), true, "false", false, "3"),
        new Key("optimizer.weight-decay", s -> sgd(s).weightDecay(), 0.0, "1e-4", 1e-4, "-1"),
        new Key(
            "optimizer.decay",
            s -> sgd(s).decay(),
            DecayScope.WEIGHTS_ONLY,
            "all",
            DecayScope.ALL,
            "none"),
        new Key(
            "optimizer.kind",
            s -> s.update().optimizer().getClass(),
            Sgd.class,
            "adam",
            Adam.class,
            "adagrad"),
        new Key(
            "optimizer.clip-value",
            s -> s.update().optimizer() instanceof GradientClipping clipped ? clipped.value() : 0.0,
            0.0,
            "0.5",
            0.5,
            "-1"),
        new Key(
            "optimizer.clip-norm",
            s -> s.update().optimizer() instanceof GradientClipping clipped ? clipped.norm() : 0.0,
            0.0,
            "5",
            5.0,
            "-1"),
        new Key(
            "optimizer.norm-bias-rate-factor",
            s -> s.update().normBiasRateFactor(),
            1.0,
            "64",
            64.0,
            "-1"),
        new Key(
            "schedule.kind",
            s -> schedule(s).getClass(),
            Schedule.WarmupCosine.class,
            "step",
            Schedule.Step.class,
            "linear"),
        new Key("schedule.rate", s -> s.update().schedule().rate(), 0.1, "0.05", 0.05, "0"),
        new Key(
            "schedule.warmup-fraction", s -> cosine(s).warmupExamples(), 10.0, "0.5", 50.0, "1"),
        new Key("schedule.final-rate", s -> cosine(s).finalRate(), 0.0, "1e-3", 1e-3, "0.2"),
        new Key(
            "schedule.scale-batch", s -> s.update().schedule().scaleBatch(), 0, "256", 256, "-1"),
        new Key(
            "averaging.optimizer-state",
            s -> s.averaging().optimizerState(),
            AveragingSettings.OptimizerState.AVERAGED,
            "reset",
            AveragingSettings.OptimizerState.RESET,
            "kept"),
        new Key("workers", s -> s.workload().workers(), 2, "16", 16, "0"),
        new Key("epochs", s -> s.workload().epochs(), 10, "3", 3, "0"),
        new Key("batch-size", s -> s.workload().batchSize(), 64, "128", 128, "many"),
        new Key("ema.decay", s -> s.scoring().mean().decay(), 0.0, "0.99", 0.99, "1"),
        new Key(
            "ema.statistics",
            s -> s.scoring().mean().statistics(),
            NormStatistics.AVERAGED,
            "re-estimated",
            NormStatistics.RE_ESTIMATED,
            "none"),
        new Key(
            "swa.from-fraction", s -> s.scoring().mean().fromFraction(), 0.0, "0.75", 0.75, "1"),
        new Key("swa.every-epochs", s -> s.scoring().mean().everyEpochs(), 1, "2", 2, "0"),
        new Key(
            "swa.statistics",
            s -> s.scoring().mean().statistics(),
            NormStatistics.AVERAGED,
            "re-estimated",
            NormStatistics.RE_ESTIMATED,
            "none"),
        new Key("accumulate", s -> s.workload().accumulate(), 1, "4", 4, "0"),
        new Key("seed", Settings::seed, 1L, "77", 77L, "-2"),
        new Key(
            "engine",
            settings -> settings.engine().request().engine(),
            Engines.Choice.AUTO,
            "dl4j",
            Engines.Choice.DL4J,
            "tensorflow"),
        new Key(
            "precision",
            settings -> settings.engine().request().precision(),
            Precision.FLOAT32,
            "bfloat16",
            Precision.BFLOAT16,
            "half"),
        new Key("data.examples-per-class", s -> s.input().examplesPerClass(), 0, "10", 10, "-1"),
        new Key(
            "init.convolutions",
            s -> s.network().convolutions(),
            Convolutions.RANDOM,
            "dirac",
            Convolutions.DIRAC,
            "identity"),
        new Key(
            "evaluation.views",
            s -> s.scoring().views(),
            EvaluationViews.PLAIN,
            "mirrored",
            EvaluationViews.MIRRORED,
            "10"),
        new Key(
            "init.first-convolution",
            s -> s.network().firstConvolution(),
            FirstConvolution.RANDOM,
            "whitened",
            FirstConvolution.WHITENED,
            "white"),
        new Key(
            "init.from",
            s -> s.network().transfer().from(),
            Optional.empty(),
            "\"/runs/one\"",
            Optional.of("/runs/one"),
            "[1]"),
        new Key(
            "init.key",
            s -> s.network().transfer().key(),
            Optional.empty(),
            "model_ema",
            Optional.of("model_ema"),
            "[1]"),
        new Key("init.partial", s -> s.network().transfer().partial(), false, "true", true, "3"),
        new Key(
            "transfer",
            s -> s.network().transfer().kind(),
            TransferSettings.Kind.NONE,
            "head",
            TransferSettings.Kind.HEAD,
            "freeze"),
        new Key(
            "fine-tune.unfreeze-every",
            s -> s.network().transfer().unfreezeEvery(),
            0,
            "2",
            2,
            "-1"),
        new Key(
            "fine-tune.rate-factor",
            s -> s.network().transfer().rateFactor(),
            1.0,
            "0.5",
            0.5,
            "0"),
        new Key("fine-tune.head-epochs", s -> s.network().transfer().headEpochs(), 0, "1", 1, "-1"),
        new Key(
            "features.once",
            s -> s.network().transfer().features(),
            TransferSettings.Features.AUTO,
            "never",
            TransferSettings.Features.NEVER,
            "always"),
        new Key("features.views", s -> s.network().transfer().views(), 0, "4", 4, "-1"),
        new Key("threads-per-worker", s -> s.engine().threadsPerWorker(), 1, "2", 2, "0"),
        new Key(
            "run.dir",
            s -> s.run().directory(),
            Optional.empty(),
            "\"hdfs://h/r\"",
            Optional.of("hdfs://h/r"),
            "{a = 1}"),
        new Key(
            "mlflow.uri",
            s -> s.run().mlflow().uri(),
            Optional.empty(),
            "\"http://m:5000\"",
            Optional.of("http://m:5000"),
            "\"m:5000\""),
        new Key(
            "mlflow.experiment",
            s -> s.run().mlflow().experiment(),
            "kindling",
            "a",
            "a",
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

  private static Sgd sgd(Settings settings) {
    return (Sgd) settings.update().optimizer();
  }

  /** Over ten epochs of ten examples, steps of one example. */
  private static Schedule schedule(Settings settings) {
    return settings.update().schedule().over(10, 10, 1);
  }

  private static Schedule.WarmupCosine cosine(Settings settings) {
    return (Schedule.WarmupCosine) schedule(settings);
  }

  public static Settings read(String text) {
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
          case "ema.statistics" -> "ema.decay = 0.9\n";
          case "swa.every-epochs", "swa.statistics" -> "swa.from-fraction = 0.5\n";
          case "resume" -> "run.dir = x\n";
          case "init.key", "init.partial", "transfer" -> "init.from = x\n";
          case "averaging.slowmo.momentum", "averaging.slowmo.rate" -> "averaging.outer = slowmo\n";
          case "averaging.nesterov.momentum", "averaging.nesterov.rate" ->
              "averaging.outer = nesterov\n";
          case "features.views" -> "init.from = x\ntransfer = head\n";
          case "fine-tune.unfreeze-every", "fine-tune.head-epochs", "fine-tune.rate-factor" ->
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

  /** What a run does by its settings: what it was told and what was remarked of it is left out. */
  private static List<String> effects(Settings settings) {
    return Stream.concat(
            Stream.of(Settings.class.getRecordComponents())
                .filter(part -> !Set.of("resolved").contains(part.getName()))
                .map(
                    part -> {
                      try {
                        return part.getAccessor().invoke(settings);
                      } catch (ReflectiveOperationException e) {
                        throw new IllegalStateException(e);
                      }
                    }),
            Stream.of(
                schedule(settings),
                settings.update().schedule().rate(),
                settings.update().schedule().plateau()))
        .map(part -> String.valueOf(part).replaceAll("\\$\\$Lambda[^,\\])]*", ""))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void aKeyThatChangesNothingIsRemarked(Key key) {
    String path =
        switch (key.name()) {
          case "data.format" -> "data.path = x\n";
          case "resume" -> "run.dir = x\n";
          case "init.key", "init.partial", "transfer" -> "init.from = x\n";
          default -> "";
        };
    assertThat(effects(read(path))).as("equal settings look equal").isEqualTo(effects(read(path)));
    Settings given = read(path + key.name() + " = " + key.good());
    if (effects(given).equals(effects(read(path)))) {
      assertThat(given.resolved().remarks())
          .singleElement()
          .asString()
          .startsWith(key.name() + " has no effect with ");
    }
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
  void nesterovNeedsMomentum() {
    assertThatThrownBy(() -> read("optimizer.momentum = 0"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("optimizer.nesterov");
    assertThat(sgd(read("optimizer.momentum = 0\noptimizer.nesterov = false")).momentum()).isZero();
  }
}

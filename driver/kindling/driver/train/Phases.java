package kindling.driver.train;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Function;
import kindling.driver.cluster.Console;
import kindling.driver.cluster.FrozenPart;
import kindling.driver.cluster.Stopwatch;
import kindling.driver.config.settings.EvaluationViews;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.TransferSettings;
import kindling.driver.dataset.Dataset;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.evaluate.Features;
import kindling.driver.evaluate.Scoring;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.Rounds;
import kindling.model.scores.Scores;
import kindling.model.transfer.DepthGroups;
import kindling.model.transfer.SplitNetwork;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The phases of a run, one after the other as depth groups are unfrozen; a single one without
 * transfer learning. What the executors keep for one is gone when the next begins. Lives on the
 * driver.
 */
final class Phases implements AutoCloseable {
  private final JavaSparkContext spark;
  private final TrainingSpec spec;
  private final Broadcast<TrainingSpec> sent;
  private final Dataset dataset;
  private final TransferSettings transfer;
  private final EvaluationViews views;
  private final Console console;
  private final int slices;
  private int frozen = -1;
  private Phase current;

  Phases(
      JavaSparkContext spark,
      TrainingSpec spec,
      Dataset dataset,
      Settings settings,
      Console console) {
    this.spark = spark;
    this.spec = spec;
    this.sent = spark.broadcast(spec);
    this.dataset = dataset;
    this.transfer = settings.network().transfer();
    this.views = settings.scoring().views();
    this.console = console;
    this.slices = Rounds.slices(spark.defaultParallelism());
  }

  /** Scores splits with the whole network. */
  Scoring scoring() {
    return new Scoring(spark, spec.forward(), views);
  }

  /**
   * The phase of an epoch.
   *
   * @param epoch counted from 1
   * @param state of the whole network before it, whose frozen part is what stays frozen
   */
  Phase of(int epoch, float[] state) {
    int now =
        transfer.kind() == TransferSettings.Kind.NONE ? 0 : transfer.frozenGroups(epoch, groups());
    if (now != frozen) {
      closeCurrent();
      current = now == 0 ? whole() : behind(now, state);
      frozen = now;
    }
    return current;
  }

  private int groups() {
    return DepthGroups.of(spec.architecture()).backbone();
  }

  private Phase whole() {
    if (transfer.kind() != TransferSettings.Kind.NONE) {
      console.remark("training all of the network%s", rates());
    }
    return new Phase(
        new Rounds(spark, dataset.training().shards(), sent, slices),
        state -> state,
        (before, now) -> now,
        this::validation,
        () -> {});
  }

  private Scores validation(float[] state) {
    return scoring().score("validation", dataset.validation().shards(), weights(state));
  }

  private String rates() {
    if (transfer.rateFactor() == 1) {
      return "";
    }
    List<String> names = DepthGroups.of(spec.architecture()).names();
    StringJoiner rates = new StringJoiner(", ", ", the learning rate times ", "");
    for (int group = 0; group < names.size(); group++) {
      double factor = StrictMath.pow(transfer.rateFactor(), names.size() - 1 - group);
      rates.add(String.format(Locale.ROOT, "%.3g for %s", factor, names.get(group)));
    }
    return rates.toString();
  }

  private Phase behind(int groups, float[] state) {
    DepthGroups depth = DepthGroups.of(spec.architecture());
    List<String> names = depth.names();
    console.remark(
        "frozen, in evaluation mode: the depth groups of %s; training those of %s",
        String.join(", ", names.subList(0, groups)),
        String.join(", ", names.subList(groups, names.size())));
    SplitNetwork parts = depth.freeze(groups);
    FrozenPart.Layers layers =
        new FrozenPart.Layers(parts, spark.broadcast(parts.frozenWeights(weights(state))));
    TrainingSpec trained = spec.with(spec.network().with(parts.trained()));
    if (transfer.featuresOnce(spec.batches().augmentation())) {
      return onFeatures(layers, trained);
    }
    Broadcast<TrainingSpec> known = spark.broadcast(trained);
    return new Phase(
        new Rounds(spark, dataset.training().shards(), known, layers, slices),
        parts::trainedState,
        parts::wholeState,
        this::validation,
        () -> {
          known.destroy(true);
          layers.weights().destroy(true);
        });
  }

  private Phase onFeatures(FrozenPart.Layers layers, TrainingSpec trained) {
    Stopwatch time = Stopwatch.start();
    SplitNetwork parts = layers.parts();
    ShardedSplit training =
        Features.of(
            spark, "training", dataset.training(), spec.forward(), layers, transfer.views());
    Optional<ShardedSplit> validation =
        views == EvaluationViews.PLAIN ? Optional.of(validationFeatures(layers)) : Optional.empty();
    console.remark(
        "computed %,d features of %,d training images (%d views of each) once, in %.1f s",
        parts.trained().input().size(),
        training.examples(),
        Math.max(1, transfer.views()),
        time.seconds());
    Broadcast<TrainingSpec> known = spark.broadcast(trained);
    return new Phase(
        new Rounds(spark, training.shards(), known, slices),
        parts::trainedState,
        parts::wholeState,
        validation.map(features -> validationOn(features, parts, trained)).orElse(this::validation),
        () -> {
          training.release();
          validation.ifPresent(ShardedSplit::release);
          known.destroy(true);
          layers.weights().destroy(true);
        });
  }

  /** Features are of images as they are: other views of them pass through the whole network. */
  private ShardedSplit validationFeatures(FrozenPart.Layers layers) {
    return Features.of(spark, "validation", dataset.validation(), spec.forward(), layers, 0);
  }

  private Function<float[], Scores> validationOn(
      ShardedSplit features, SplitNetwork parts, TrainingSpec trained) {
    Scoring scoring = new Scoring(spark, trained.forward(), views);
    int size = parts.trained().layout().size();
    return state ->
        scoring.score(
            "validation", features.shards(), Arrays.copyOf(parts.trainedState(state), size));
  }

  private void closeCurrent() {
    if (current != null) {
      current.close();
    }
  }

  @Override
  public void close() {
    closeCurrent();
    sent.destroy(true);
  }

  private float[] weights(float[] state) {
    return Arrays.copyOf(state, spec.state().weightsSize());
  }
}

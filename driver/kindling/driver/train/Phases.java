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
import kindling.driver.config.settings.InputSettings;
import kindling.driver.config.settings.Settings;
import kindling.driver.config.settings.TransferSettings;
import kindling.driver.dataset.Dataset;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.evaluate.Features;
import kindling.driver.evaluate.Scoring;
import kindling.driver.train.plan.TrainingSpec;
import kindling.driver.train.round.Rounds;
import kindling.model.inference.EvaluationViews;
import kindling.model.scores.Scores;
import kindling.model.transfer.DepthGroups;
import kindling.model.transfer.SplitNetwork;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * The phases of a run, one after the other as depth groups are unfrozen and training images change
 * their size; a single one where neither is asked for. What the executors keep for one is gone when
 * the next begins. Lives on the driver.
 */
final class Phases implements AutoCloseable {
  private final JavaSparkContext spark;
  private final TrainingSpec spec;
  private final Dataset dataset;
  private final InputSettings input;
  private final int epochs;
  private final TransferSettings transfer;
  private final EvaluationViews views;
  private final Console console;
  private final int slices;
  private Kind kind;
  private Phase current;

  /**
   * What makes epochs one phase.
   *
   * @param frozen depth groups
   * @param size of training images, where it is not that of scored ones
   */
  private record Kind(int frozen, Optional<Integer> size) {}

  Phases(
      JavaSparkContext spark,
      TrainingSpec spec,
      Dataset dataset,
      Settings settings,
      Console console) {
    this.spark = spark;
    this.spec = spec;
    this.dataset = dataset;
    this.input = settings.input();
    this.epochs = settings.workload().epochs();
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
    Kind now = new Kind(frozenGroups(epoch), input.sizes().of(epoch, epochs));
    if (!now.equals(kind)) {
      closeCurrent();
      now.size.ifPresent(
          size -> console.remark("from epoch %d on: training images of %d×%2$d", epoch, size));
      TrainingSpec sized =
          now.size.map(size -> spec.with(input.resizer(channels(), size))).orElse(spec);
      current = now.frozen == 0 ? whole(sized) : behind(now.frozen, state, sized);
      kind = now;
    }
    return current;
  }

  private int channels() {
    return spec.architecture().input().channels();
  }

  private int frozenGroups(int epoch) {
    return transfer.kind() == TransferSettings.Kind.NONE
        ? 0
        : transfer.frozenGroups(epoch, groups());
  }

  private int groups() {
    return DepthGroups.of(spec.architecture()).backbone();
  }

  private Phase whole(TrainingSpec sized) {
    if (transfer.kind() != TransferSettings.Kind.NONE) {
      console.remark("training all of the network%s", rates());
    }
    Broadcast<TrainingSpec> known = spark.broadcast(sized);
    return new Phase(
        new Rounds(spark, dataset.training().shards(), known, slices),
        state -> state,
        (before, now) -> now,
        this::validation,
        () -> known.destroy(true));
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

  private Phase behind(int groups, float[] state, TrainingSpec sized) {
    DepthGroups depth = DepthGroups.of(sized.architecture());
    List<String> names = depth.names();
    console.remark(
        "frozen, in evaluation mode: the depth groups of %s; training those of %s",
        String.join(", ", names.subList(0, groups)),
        String.join(", ", names.subList(groups, names.size())));
    SplitNetwork parts = depth.freeze(groups);
    FrozenPart.Layers layers =
        new FrozenPart.Layers(parts, spark.broadcast(parts.frozenWeights(weights(state))));
    TrainingSpec trained = sized.with(sized.network().with(parts.trained()));
    if (transfer.featuresOnce(spec.batches().augmentation())) {
      SplitNetwork scored = DepthGroups.of(spec.architecture()).freeze(groups);
      return onFeatures(sized, layers, trained, new FrozenPart.Layers(scored, layers.weights()));
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

  /**
   * What is frozen runs once.
   *
   * @param scored the frozen part for images as they are scored
   */
  private Phase onFeatures(
      TrainingSpec sized,
      FrozenPart.Layers layers,
      TrainingSpec trained,
      FrozenPart.Layers scored) {
    Stopwatch time = Stopwatch.start();
    SplitNetwork parts = layers.parts();
    // Without augmentation the first epoch shows the images as they are, at its size.
    int seen = Math.max(1, transfer.views());
    ShardedSplit training =
        Features.of(spark, "training", dataset.training(), sized.forward(), layers, seen);
    Optional<ShardedSplit> validation =
        views == EvaluationViews.PLAIN ? Optional.of(validationFeatures(scored)) : Optional.empty();
    console.remark(
        "computed %,d features of %,d training images (%d views of each) once, in %.1f s",
        parts.trained().input().size(), training.examples(), seen, time.seconds());
    Broadcast<TrainingSpec> known = spark.broadcast(trained);
    return new Phase(
        new Rounds(spark, training.shards(), known, slices),
        parts::trainedState,
        parts::wholeState,
        validation.map(features -> validationOn(features, scored.parts())).orElse(this::validation),
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

  private Function<float[], Scores> validationOn(ShardedSplit features, SplitNetwork parts) {
    TrainingSpec head = spec.with(spec.network().with(parts.trained()));
    Scoring scoring = new Scoring(spark, head.forward(), views);
    int size = parts.trained().layout().size();
    return state ->
        scoring.score(
            "validation", features.shards(), Arrays.copyOf(parts.trainedState(state), size));
  }

  private void closeCurrent() {
    if (current != null) {
      Phase closing = current;
      current = null;
      kind = null;
      closing.close();
    }
  }

  @Override
  public void close() {
    closeCurrent();
  }

  private float[] weights(float[] state) {
    return Arrays.copyOf(state, spec.state().weightsSize());
  }
}

package kindling.driver.config.settings;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kindling.data.augment.Augmentation;
import kindling.data.augment.Mixing;
import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.architecture.Architecture;
import kindling.model.transfer.DepthGroups;

/**
 * What a run starts from and which part of the network each epoch trains.
 *
 * @param from a run folder or a file of weights; absent: fresh weights from the seed
 * @param key of the weights that are meant, where a file holds several
 * @param partial whether tensors that do not fit begin anew instead of stopping the run
 * @param unfreezeEvery epochs after which the next depth group is unfrozen; 0: all at once
 * @param headEpochs epochs at the start that train the head alone
 * @param rateFactor of a depth group's learning rate to that of the group above it, up to 1
 * @param features whether a frozen backbone's outputs are kept where they stay the same
 * @param views augmented views of each training image, the same in all epochs; 0: none, training
 *     augments anew in each epoch
 */
public record TransferSettings(
    Optional<String> from,
    Optional<String> key,
    boolean partial,
    Kind kind,
    int unfreezeEvery,
    int headEpochs,
    double rateFactor,
    Features features,
    int views) {
  /** What is trained. */
  public enum Kind {
    /** Everything, from the first epoch. */
    NONE,
    /** The head; the backbone is frozen. */
    HEAD,
    /** Everything, later the nearer it is to the images. */
    FINE_TUNE
  }

  /** Whether features are computed once. */
  enum Features {
    /** Where a backbone is frozen for good and the images do not change from epoch to epoch. */
    AUTO,
    /** The frozen backbone runs in every step. */
    NEVER
  }

  /** Reads them, beside how the run mixes images. */
  static TransferSettings read(KeyReader keys, Mixing mixing) {
    Kind kind = keys.choice("transfer", Kind.NONE);
    String choice = "transfer = " + KeyReader.word(kind);
    KeyReader fineTune = keys.when(kind == Kind.FINE_TUNE, choice);
    KeyReader features = keys.when(kind == Kind.HEAD, choice);
    Optional<String> from =
        Optional.of(keys.location("init.from")).filter(place -> !place.isEmpty());
    TransferSettings settings =
        new TransferSettings(
            from,
            Optional.of(keys.when(from.isPresent(), "init.from = \"\"").text("init.key", ""))
                .filter(key -> !key.isEmpty()),
            keys.flag("init.partial", false),
            kind,
            fineTune.count("fine-tune.unfreeze-every", 0, 0),
            fineTune.count("fine-tune.head-epochs", 0, 0),
            fineTune.number("fine-tune.rate-factor", 1, Range.REDUCTION),
            features.choice("features.once", Features.AUTO),
            features.count("features.views", 0, 0));
    settings.problems().forEach(keys::problem);
    if (kind == Kind.HEAD && settings.views > 0 && mixing.active()) {
      keys.problem(
          "features.views: expected no augmentation.mixup-alpha or cutmix-alpha with it: they mix"
              + " the images of a batch, and features are those of single images. Set"
              + " features.views = 0, and the frozen backbone runs in every step");
    }
    return settings;
  }

  private Stream<String> problems() {
    Stream.Builder<String> problems = Stream.builder();
    if (from.isEmpty() && (kind != Kind.NONE || partial)) {
      problems.add(
          (kind == Kind.NONE ? "init.partial" : "transfer")
              + ": expected init.from, the run folder or file of weights to start from, found"
              + " nothing");
    }
    return problems.build();
  }

  /** What each layer's learning rate is multiplied by, by the names of nodes; 1 where absent. */
  Map<String, Double> rateFactors(Architecture architecture) {
    return kind == Kind.FINE_TUNE && rateFactor < 1
        ? DepthGroups.of(architecture).rateFactors(rateFactor)
        : Map.of();
  }

  /**
   * How many of the backbone's depth groups an epoch leaves as they are.
   *
   * @param epoch counted from 1
   */
  public int frozenGroups(int epoch, int backbone) {
    return switch (kind) {
      case NONE -> 0;
      case HEAD -> backbone;
      case FINE_TUNE -> {
        if (epoch <= headEpochs) {
          yield backbone;
        }
        int unfrozen = unfreezeEvery == 0 ? backbone : 1 + (epoch - headEpochs - 1) / unfreezeEvery;
        yield Math.max(0, backbone - unfrozen);
      }
    };
  }

  /**
   * Parts of the network that a task trains and runs at once, at most: behind a frozen part that
   * runs in every step, 2.
   */
  public int partsAtOnce(Augmentation augmentation) {
    return frozenGroups(1, 2) > 0 && !featuresOnce(augmentation) ? 2 : 1;
  }

  /** Whether training takes the backbone's outputs from memory instead of running it. */
  public boolean featuresOnce(Augmentation augmentation) {
    return kind == Kind.HEAD
        && features == Features.AUTO
        && (views > 0 || augmentation.equals(Augmentation.NONE));
  }
}

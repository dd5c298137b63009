package kindling.data.augment;

import java.io.Serializable;
import java.util.Locale;
import java.util.stream.Stream;
import kindling.data.ImageShape;
import kindling.data.Seeds;
import kindling.data.SplitMix64;
import kindling.data.Targets;
import kindling.data.keys.Keys;
import kindling.data.keys.Range;

/**
 * Mixes each example of a training batch with the one after it, the last with the first. What
 * becomes of a pair depends on the run's seed, the epoch and the two ids; an example alone in its
 * batch stays as it is.
 *
 * <p>mixup adds the images up, weighted (Zhang et al., "mixup: Beyond Empirical Risk Minimization",
 * 2018, section 2). CutMix pastes a rectangle of the other's (Yun et al., "CutMix: Regularization
 * Strategy to Train Strong Classifiers with Localizable Features", 2019, section 3.1). With both,
 * each pair takes one or the other with equal chances. Unlike in the papers, every pair has a
 * weight of its own, not every batch.
 *
 * @param mixupAlpha of the weight's distribution Beta(α, α), from 0 to {@value #MOST_ALPHA}; 0: off
 * @param cutmixAlpha the same for CutMix, where the weight is a share of the area
 * @param probability that a pair is mixed, in [0,1]
 */
public record Mixing(double mixupAlpha, double cutmixAlpha, double probability)
    implements Serializable {
  public static final int MOST_ALPHA = 4;

  private static final Range ALPHA =
      new Range("a number from 0 to " + MOST_ALPHA, 0, Math.nextUp((double) MOST_ALPHA));

  /** Mixes nothing. */
  public static final Mixing NONE = new Mixing(0, 0, 1);

  public Mixing {
    if (!(mixupAlpha >= 0 && mixupAlpha <= MOST_ALPHA)
        || !(cutmixAlpha >= 0 && cutmixAlpha <= MOST_ALPHA)
        || !(probability >= 0 && probability <= 1)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "expected alphas from 0 to %d and a probability in [0,1], found %s, %s and %s",
              MOST_ALPHA,
              mixupAlpha,
              cutmixAlpha,
              probability));
    }
  }

  /** Reads its settings, on the driver. */
  public static Mixing read(Keys keys) {
    double mixup = keys.number("augmentation.mixup-alpha", 0, ALPHA);
    double cutmix = keys.number("augmentation.cutmix-alpha", 0, ALPHA);
    Keys own =
        keys.when(
            mixup > 0 || cutmix > 0,
            "augmentation.mixup-alpha = 0 and augmentation.cutmix-alpha = 0");
    return new Mixing(mixup, cutmix, own.number("augmentation.mix-probability", 1, Range.FRACTION));
  }

  /** Whether any pair is mixed. */
  public boolean active() {
    return probability > 0 && (mixupAlpha > 0 || cutmixAlpha > 0);
  }

  /** What people call it. */
  public String title() {
    return cutmixAlpha == 0 ? "mixup" : mixupAlpha == 0 ? "CutMix" : "mixup, CutMix";
  }

  /** mixup and CutMix, each by itself. */
  public Stream<Mixing> parts() {
    return Stream.of(
            new Mixing(mixupAlpha, 0, probability), new Mixing(0, cutmixAlpha, probability))
        .filter(Mixing::active);
  }

  /**
   * Mixes a batch in its place.
   *
   * @param images normalised, one after the other
   * @return what the examples are then taken for
   */
  public Targets apply(
      ImageShape shape, int[] ids, int[] labels, float[] images, long seed, int epoch) {
    if (!active() || ids.length < 2) {
      return Targets.of(labels);
    }
    Targets.Builder targets = new Targets.Builder(labels.length);
    PairMixer pairs = new PairMixer(shape, images);
    for (int i = 0; i < ids.length; i++) {
      int other = (i + 1) % ids.length;
      SplitMix64 random = new SplitMix64(Seeds.of(seed, Seeds.MIXING, epoch, ids[i], ids[other]));
      targets.add(labels[i], labels[other], mixed(pairs, i, random));
    }
    return targets.build();
  }

  /** The other's share in the result. */
  private float mixed(PairMixer pairs, int own, SplitMix64 random) {
    if (random.nextDouble() >= probability) {
      return 0;
    }
    boolean cut = cutmixAlpha > 0 && (mixupAlpha == 0 || random.scaledInt(2) == 1);
    double share = 1 - BetaDistribution.draw(cut ? cutmixAlpha : mixupAlpha, random);
    return cut ? pairs.paste(own, share, random) : pairs.blend(own, (float) share);
  }
}

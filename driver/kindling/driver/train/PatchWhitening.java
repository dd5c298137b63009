package kindling.driver.train;

import kindling.data.shard.PatchMoments;
import kindling.data.shard.Shard;
import kindling.driver.config.settings.FirstConvolution;
import kindling.driver.dataset.ShardedSplit;
import kindling.driver.train.plan.TrainingSpec;
import kindling.model.weights.Weights;
import kindling.model.weights.Whitening;

/** Gives the convolution that takes the images the weights it begins with. Lives on the driver. */
final class PatchWhitening {
  /** Images that the patches are taken of: their moments hardly change with more. */
  private static final int IMAGES = 5000;

  private PatchWhitening() {}

  /** The weights to begin with: a function of the training images, however they are dealt. */
  static Weights of(
      FirstConvolution first, TrainingSpec spec, Weights fresh, ShardedSplit training) {
    if (first == FirstConvolution.RANDOM) {
      return fresh;
    }
    int side = Whitening.convolution(spec.architecture()).kernel();
    int every = Math.max(1, training.examples() / IMAGES);
    PatchMoments moments =
        training
            .shards()
            .map(shard -> PatchMoments.of((Shard) shard.shard(), side, every))
            .reduce(PatchMoments::merge);
    return Whitening.initialize(
        spec.architecture(), fresh, moments.normalised(spec.batches().normalization()));
  }
}

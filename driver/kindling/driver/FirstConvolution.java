package kindling.driver;

import kindling.data.PatchMoments;
import kindling.data.Shard;
import kindling.model.Architecture;
import kindling.model.Weights;
import kindling.model.Whitening;

/** Where the weights of the convolution that takes the images come from. Lives on the driver. */
enum FirstConvolution {
  /** From the seed, as all others. */
  RANDOM,
  /** From the training images' patches, which they decorrelate. */
  WHITENED;

  /** Images that the patches are taken of: their moments hardly change with more. */
  private static final int IMAGES = 5000;

  /**
   * Refuses a run that cannot begin so.
   *
   * @throws ConfigurationException with what it would need
   */
  void check(Architecture architecture, TransferSettings transfer) {
    if (this == WHITENED) {
      transfer
          .from()
          .ifPresent(
              from -> {
                throw new ConfigurationException(
                    "init.first-convolution = whitened is for fresh weights, found init.from = "
                        + from);
              });
      try {
        Whitening.convolution(architecture);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationException(
            "init.first-convolution = whitened, architecture %s: %s"
                .formatted(architecture.name(), e.getMessage()));
      }
    }
  }

  /** The weights to begin with: a function of the training images, however they are dealt. */
  Weights of(TrainingSpec spec, Weights fresh, ShardedSplit training) {
    if (this == RANDOM) {
      return fresh;
    }
    int side = Whitening.convolution(spec.architecture()).kernel();
    int every = Math.max(1, training.examples() / IMAGES);
    PatchMoments moments =
        training
            .shards()
            .map(shard -> PatchMoments.of((Shard) shard.shard(), side, every))
            .reduce(PatchMoments::merge);
    return Whitening.whitened(spec.architecture(), fresh, moments.normalised(spec.normalization()));
  }
}

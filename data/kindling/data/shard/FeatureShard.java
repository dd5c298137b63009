package kindling.data.shard;

import java.util.Locale;
import kindling.data.ImageShape;

/**
 * One worker's examples as features, the outputs of a frozen backbone: per view and example as many
 * floats as the shape has values. View v of an example is its image as training in epoch v + 1
 * augments it.
 *
 * @param features [views][examples][values], at least one view
 */
public record FeatureShard(ImageShape shape, int[] ids, int[] labels, float[][][] features)
    implements CachedShard {
  public FeatureShard {
    if (features.length == 0) {
      throw new IllegalArgumentException("expected a view or more of every example, found none");
    }
    for (float[][] view : features) {
      if (ids.length != labels.length || ids.length != view.length) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "expected as many labels and features as ids, found %d ids, %d labels, %d features",
                ids.length,
                labels.length,
                view.length));
      }
    }
  }

  @Override
  public DatasetDigest digest() {
    return DatasetDigest.of(this);
  }
}

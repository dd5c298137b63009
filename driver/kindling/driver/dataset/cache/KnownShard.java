package kindling.driver.dataset.cache;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import kindling.data.encoded.KnownShare;
import kindling.data.encoded.LoadedShare;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;

/**
 * What a worker's encoded images were found to be when all were decoded.
 *
 * @param examples that were read
 * @param badCount images left out
 * @param bad some of them, each with its place and what is wrong
 * @param turned images that were turned upright
 */
public record KnownShard(
    int examples,
    int badCount,
    List<String> bad,
    int turned,
    ChannelSums sums,
    DatasetDigest digest,
    KnownShare share)
    implements Serializable {
  public KnownShard {
    bad = List.copyOf(bad);
    Objects.requireNonNull(sums, "sums");
    Objects.requireNonNull(digest, "digest");
    Objects.requireNonNull(share, "share");
  }

  /** What decoding a share has shown. */
  public static KnownShard of(LoadedShare loaded) {
    return new KnownShard(
        loaded.share().examples().size(),
        loaded.badCount(),
        loaded.bad(),
        loaded.turned(),
        loaded.sums(),
        loaded.digest(),
        loaded.known());
  }
}

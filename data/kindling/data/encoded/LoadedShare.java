package kindling.data.encoded;

import java.util.List;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;

/**
 * A share as it was copied on an executor, with what the driver wants to know of it.
 *
 * @param bad "location: reason" of the first images that were left out
 * @param turned the number of images that were turned upright
 * @param sums of the fitted images
 * @param digest of the fitted images
 * @param known what need not be found again
 */
public record LoadedShare(
    EncodedShare share,
    LocalShare local,
    int badCount,
    List<String> bad,
    int turned,
    ChannelSums sums,
    DatasetDigest digest,
    KnownShare known) {}

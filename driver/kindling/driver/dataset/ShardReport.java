package kindling.driver.dataset;

import java.io.Serializable;
import java.util.List;
import kindling.data.DataException;
import kindling.data.encoded.EncodedShare;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.data.shard.LoadedShard;
import kindling.driver.dataset.cache.CachedBytes;
import kindling.driver.dataset.cache.KnownShard;
import kindling.model.EngineOffer;

/**
 * How reading a shard went; small, for the driver.
 *
 * @param examples that were read
 * @param badCount images left out
 * @param bad some of them, each with its place and what is wrong
 * @param turned images that were turned upright
 * @param problem what made the whole shard unreadable, or null
 * @param cached where its bytes are
 * @param engine that the executor which read it computes with
 * @param known of encoded images, or null
 */
public record ShardReport(
    int examples,
    int badCount,
    List<String> bad,
    int turned,
    ChannelSums sums,
    DatasetDigest digest,
    String problem,
    CachedBytes cached,
    EngineOffer engine,
    KnownShard known)
    implements Serializable {

  static ShardReport of(LoadedShard loaded, EngineOffer engine) {
    return new ShardReport(
        loaded.shard().size(),
        loaded.badCount(),
        loaded.bad(),
        loaded.turned(),
        loaded.sums(),
        loaded.digest(),
        null,
        CachedBytes.DECODED,
        engine,
        null);
  }

  static ShardReport of(KnownShard known, CachedBytes cached, EngineOffer engine) {
    return new ShardReport(
        known.examples(),
        known.badCount(),
        known.bad(),
        known.turned(),
        known.sums(),
        known.digest(),
        null,
        cached,
        engine,
        known);
  }

  /** Of a share that its files answer for, of which nothing was read. */
  static ShardReport trusted(EncodedShare share, EngineOffer engine) {
    return new ShardReport(
        share.examples().size(),
        0,
        List.of(),
        0,
        ChannelSums.none(share.source().resizer().shape().channels()),
        DatasetDigest.EMPTY,
        null,
        CachedBytes.copiedLater(share.bytes()),
        engine,
        null);
  }

  /** Of a shard that cannot be read at all. */
  static ShardReport unreadable(String problem, EngineOffer engine) {
    return new ShardReport(
        0, 0, List.of(), 0, null, null, problem, CachedBytes.DECODED, engine, null);
  }

  /**
   * Checks that a shard that was read before could be read again.
   *
   * @throws DataException where it could not
   */
  void requireRead() {
    if (problem != null) {
      throw new DataException(
          problem
              + ". It could be read when the run started: put it back as it was and go on with"
              + " --resume");
    }
  }

  /** The same about other values of the same examples. */
  public ShardReport with(DatasetDigest of) {
    return new ShardReport(
        examples, badCount, bad, turned, sums, of, problem, cached, engine, known);
  }
}

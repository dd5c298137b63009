package kindling.driver.dataset;

import java.io.Serializable;
import java.util.List;
import kindling.data.shard.ChannelSums;
import kindling.data.shard.DatasetDigest;
import kindling.model.EngineOffer;

/**
 * How reading a shard went; small, for the driver.
 *
 * @param examples that were read
 * @param badCount images left out
 * @param bad some of them, each with its place and what is wrong
 * @param turned images that were turned upright
 * @param problem what made the whole shard unreadable, or null
 * @param engine that the executor which read it computes with
 */
public record ShardReport(
    int examples,
    int badCount,
    List<String> bad,
    int turned,
    ChannelSums sums,
    DatasetDigest digest,
    String problem,
    EngineOffer engine)
    implements Serializable {

  /** The same about other values of the same examples. */
  public ShardReport with(DatasetDigest of) {
    return new ShardReport(examples, badCount, bad, turned, sums, of, problem, engine);
  }
}

package kindling.driver.dataset;

import java.io.Serializable;
import kindling.data.shard.CachedShard;

/**
 * A logical worker's shard of one split, cached in whichever executor runs the worker.
 *
 * @param worker counted from 0
 * @param report of how reading went
 */
public record WorkerShard(int worker, CachedShard shard, ShardReport report)
    implements Serializable {}

package kindling.driver.prepare;

import java.io.Serializable;

/**
 * A shard's file; crosses the wire.
 *
 * @param file its name below the prepared set
 * @param sha256 of the whole file
 */
record WrittenShard(String file, long fileBytes, String sha256, ShardSummary summary)
    implements Serializable {}

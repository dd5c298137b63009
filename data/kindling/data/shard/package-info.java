/**
 * The images or features of one worker, as on-heap bytes or floats, and mergeable sums over them.
 * All of it may be called, on executors; sums and digests are merged on the driver.
 */
package kindling.data.shard;

/**
 * A dataset made into shuffled Parquet shards with a manifest, in a folder that a later start goes
 * on with. {@link Preparation} is what commands call.
 */
package kindling.driver.prepare;

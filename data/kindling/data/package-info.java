/**
 * Images, and what all that reads them shares; the way from sources over shards to batches stands
 * in the packages below. Knows the JDK, the Hadoop client and image decoders only.
 */
package kindling.data;

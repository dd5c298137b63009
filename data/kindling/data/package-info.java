/** Images to shards to batches. Knows the JDK, the Hadoop client and image decoders only. */
package kindling.data;

/**
 * Images, seeds, limits and storage: what every package below shares, from sources over shards to
 * batches. Public classes may be called from anywhere; knows the JDK and the Hadoop client only.
 */
package kindling.data;

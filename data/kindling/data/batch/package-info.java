/** Shards cut into the batches of an epoch: in which order, and augmented how. */
package kindling.data.batch;

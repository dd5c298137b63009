/**
 * Shards cut into the batches of an epoch: in which order, and augmented how. Call {@link
 * kindling.data.batch.BatchSource}; engines take its {@link kindling.data.batch.Batch}.
 */
package kindling.data.batch;

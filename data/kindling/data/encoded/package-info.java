/**
 * Encoded images on an executor's local disk: a worker's share copied once, and decoded when a
 * batch is cut. Call {@link kindling.data.encoded.EncodedShardLoader}.
 */
package kindling.data.encoded;

/** The images or features of one worker, as on-heap bytes or floats, and what is known of them. */
package kindling.data.shard;

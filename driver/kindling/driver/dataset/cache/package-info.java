/**
 * How executors keep a worker's images: as pixels, or encoded on their disks; and what is known of
 * these. {@link kindling.driver.dataset.cache.FirstPass} is what may be called from outside of the
 * data's room.
 */
package kindling.driver.dataset.cache;

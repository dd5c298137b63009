/**
 * A run at a point where it can be gone on with: its state, where that comes from, and the files
 * that hold both.
 */
package kindling.driver.checkpoint;

/**
 * The engine that a run computes with: the same everywhere, on the right device, within the memory
 * that a process is granted; and the live networks in the executors.
 */
package kindling.driver.engine;

/**
 * The memory that engines take outside the Java heap, held against what a process is granted.
 * {@link kindling.driver.cluster.memory.EngineMemory} is what may be called from outside.
 */
package kindling.driver.cluster.memory;

package kindling.driver.scaling.model;

/**
 * Memory outside the Java heap.
 *
 * @param process bytes of a process that trains nothing
 * @param worker bytes of each worker that trains at once in it, at most
 */
public record EngineBytes(long process, long worker) {}

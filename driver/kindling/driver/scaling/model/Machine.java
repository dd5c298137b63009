package kindling.driver.scaling.model;

/**
 * A machine of the cluster; all are alike.
 *
 * @param cores of it
 * @param workers that it trains at once
 * @param executors among which they are divided
 * @param networkBytesPerSecond each way; infinite where nothing crosses a network
 * @param memoryBytes in all
 * @param heapBytes of each executor
 */
public record Machine(
    int cores,
    int workers,
    int executors,
    double networkBytesPerSecond,
    long memoryBytes,
    long heapBytes) {}

package kindling.driver.run.metrics;

/**
 * What Spark tells of a round's job. Stages are timed on the driver from their submission to their
 * end, in milliseconds.
 *
 * @param workersMillis of the stage in which the workers take their steps
 * @param mergeMillis of the stage that merges the slices
 * @param taskMillis run time of the workers' tasks, summed
 * @param bytesOut of the state as it was put into the broadcast, serialized and compressed, once
 * @param bytesIn of the merge tasks' results, serialized
 * @param shuffleWritten bytes, by all workers
 * @param shuffleRead bytes, by all merge tasks
 * @param failedTasks that were lost with their executor or threw, and were run again; tasks that
 *     were done but whose output was lost count too, tasks that lost a race of speculation do not
 */
public record RoundJob(
    long workersMillis,
    long mergeMillis,
    long taskMillis,
    long bytesOut,
    long bytesIn,
    long shuffleWritten,
    long shuffleRead,
    int failedTasks) {}

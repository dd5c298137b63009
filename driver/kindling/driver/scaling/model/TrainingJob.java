package kindling.driver.scaling.model;

import kindling.driver.train.wire.WireBytes;

/**
 * What is trained, whatever it is trained on.
 *
 * @param state bytes of the state in memory: weights and what is averaged of the optimizer
 * @param threads of a worker's engine
 * @param decodeThreads of a worker
 */
public record TrainingJob(
    ImageSet data,
    TrainingCut cut,
    WireBytes wire,
    EngineBytes engine,
    long state,
    int threads,
    int decodeThreads) {}

package kindling.driver;

import java.io.Serializable;
import kindling.model.Engines;

/**
 * The engine that a run computes with, as the driver decided.
 *
 * @param description name, version and instruction set; every executor's must be equal to it,
 *     because another one gives other sums
 * @param threads of each replica
 */
record EngineSpec(Engines.Choice choice, String description, int threads) implements Serializable {}

package kindling.driver.config.settings;

import kindling.driver.config.KeyReader;
import kindling.model.EngineRequest;
import kindling.model.Engines;
import kindling.model.engine.Precision;

/**
 * What workers compute with.
 *
 * @param threadsPerWorker threads of a worker's engine; changes float sums
 * @param memory bytes that the engines may take outside the Java heap of a process; 0: what is
 *     estimated, or granted
 */
public record EngineSettings(EngineRequest request, int threadsPerWorker, long memory) {
  static EngineSettings read(KeyReader keys) {
    return new EngineSettings(
        new EngineRequest(
            keys.choice("engine", Engines.Choice.AUTO),
            keys.choice("precision", Precision.FLOAT32)),
        keys.count("threads-per-worker", 1, 1),
        keys.bytes("engine-memory"));
  }
}

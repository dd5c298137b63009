package kindling.driver.config.settings;

import com.typesafe.config.Config;
import kindling.driver.config.ConfigurationException;
import kindling.driver.config.KeyReader;
import kindling.driver.config.ResolvedConfig;
import kindling.driver.config.training.AveragingSettings;
import kindling.driver.config.training.UpdateSettings;
import kindling.model.architecture.Architecture;
import kindling.model.optimizer.Optimizer;
import kindling.model.optimizer.RateFactors;

/**
 * Every setting of a training run, checked. Lives on the driver.
 *
 * @param name of the experiment: its file's name without the ending
 * @param resolved every key with the value that it has, and what should be said about them
 */
public record Settings(
    String name,
    long seed,
    InputSettings input,
    NetworkSettings network,
    UpdateSettings update,
    Workload workload,
    AveragingSettings averaging,
    ScoringSettings scoring,
    EngineSettings engine,
    RunSettings run,
    ResolvedConfig resolved) {

  /**
   * Reads a configuration.
   *
   * @throws ConfigurationException with all problems at once
   */
  public static Settings read(String name, Config config) {
    KeyReader keys = new KeyReader(config);
    long seed = keys.whole("seed", 1, 0, Long.MAX_VALUE);
    InputSettings input = InputSettings.read(keys, seed);
    NetworkSettings network = NetworkSettings.read(keys, input);
    UpdateSettings update = UpdateSettings.read(keys);
    Workload workload = Workload.read(keys);
    AveragingSettings averaging = AveragingSettings.read(keys);
    ScoringSettings scoring = ScoringSettings.read(keys);
    EngineSettings engine = EngineSettings.read(keys);
    RunSettings run = RunSettings.read(keys);
    return new Settings(
        name,
        seed,
        input,
        network,
        update,
        workload,
        averaging,
        scoring,
        engine,
        run,
        keys.finish());
  }

  /** The optimizer with the slope of what regularization adds to the loss. */
  public Optimizer optimizer() {
    return network.regularization().of(update.optimizer());
  }

  /** What the learning rate of each of a network's tensors is multiplied by. */
  public RateFactors rateFactors(Architecture architecture) {
    return new RateFactors(
        network.transfer().rateFactors(architecture), update.normBiasRateFactor());
  }
}

package kindling.driver.config.settings;

import java.util.Optional;
import kindling.driver.config.KeyReader;

/**
 * What a run is told of its folder. Nothing that is computed depends on it.
 *
 * @param directory where the folder goes; absent: a new one in the home directory
 * @param keepCheckpoints how many of the newest checkpoints stay
 * @param keepBest whether the best epoch's checkpoint stays too
 * @param finalWeights which weights are scored on the test split and become final.safetensors
 * @param checkpointRounds rounds between two checkpoints within an epoch; 0: at its end alone
 * @param resume whether a folder that holds a run is gone on with, unasked
 * @param mlflow where metrics go beside it
 */
public record RunSettings(
    Optional<String> directory,
    int keepCheckpoints,
    boolean keepBest,
    FinalWeights finalWeights,
    int checkpointRounds,
    Resume resume,
    MlflowSettings mlflow) {
  /** What becomes of a folder that holds a run when nothing is said on the command line. */
  public enum Resume {
    /** It is refused. */
    NEVER,
    /** The run is gone on with, or reported if it is finished: for schedulers. */
    AUTO
  }

  /** Which epoch's weights a run ends with. */
  public enum FinalWeights {
    LAST,
    /** Those of the epoch that was best on the validation split. */
    BEST
  }

  static RunSettings read(KeyReader keys) {
    RunSettings settings =
        new RunSettings(
            Optional.of(keys.location("run.dir")).filter(dir -> !dir.isEmpty()),
            keys.count("run.keep-checkpoints", 3, 1),
            keys.flag("run.keep-best", false),
            keys.choice("run.final", FinalWeights.LAST),
            keys.count("run.checkpoint-rounds", 0, 0),
            keys.choice("resume", Resume.NEVER),
            MlflowSettings.read(keys));
    if (settings.resume == Resume.AUTO && settings.directory.isEmpty()) {
      keys.problem("resume: auto needs run.dir, the same at every start; found no run.dir");
    }
    return settings;
  }
}

package kindling.model.averaging;

import java.util.Optional;
import kindling.model.architecture.WeightsLayout;

/**
 * What the flat state that is averaged consists of: parameters and running statistics, then the
 * optimizer's state if it is averaged too.
 *
 * @param optimizerSize floats of the optimizer's state in it; 0 where it is not averaged
 */
public record StateLayout(WeightsLayout weights, int optimizerSize) {
  /** Floats of the whole state. */
  public int size() {
    return Math.addExact(weightsSize(), optimizerSize);
  }

  /** Floats of the weights: parameters and running statistics. */
  public int weightsSize() {
    return Math.addExact(weights.parameters(), weights.buffers());
  }

  /** The first value of a state that is not finite, in words; nothing where all are. */
  public Optional<String> notFinite(float[] state) {
    for (int i = weightsSize(); i < size(); i++) {
      if (!Float.isFinite(state[i])) {
        return weights
            .notFinite(state)
            .or(() -> Optional.of("the optimizer's state holds a value that is not a number"));
      }
    }
    return weights.notFinite(state);
  }
}

package kindling.driver.train.wire;

import java.io.Serializable;
import java.util.List;
import kindling.model.architecture.WeightsLayout;
import kindling.model.averaging.WireFormat;

/**
 * How a state travels: out to the workers, from each worker to the merge in slices, and the mean
 * back to the driver. All is a pure function of its arguments, and the slices' number changes no
 * bit.
 */
public sealed interface Wire extends Serializable permits PlainWire, NarrowWire {
  /** Floats as they are, everywhere. */
  Wire PLAIN = new PlainWire();

  /** What goes out to the workers. */
  Values sent(float[] state);

  /**
   * What a worker returns, cut into slices.
   *
   * @param start that the worker took from what was sent
   * @param end its state after the round
   * @param seed of this worker in this round
   */
  List<Values> returned(float[] start, float[] end, int slices, long seed);

  /**
   * The average of the workers' states.
   *
   * @param state that the round started from, as the driver holds it
   * @param mean of what the workers returned
   */
  float[] average(float[] state, float[] mean);

  /**
   * The wire of a format.
   *
   * @param moments format of the optimizer's vectors: bfloat16 unless float32
   * @param layout of the network that is trained
   * @param stateSize floats of its state: weights, then any vectors of the optimizer's with an
   *     element for each parameter, then what is left
   */
  static Wire of(WireFormat format, WireFormat moments, WeightsLayout layout, int stateSize) {
    return format == WireFormat.FLOAT32 ? PLAIN : NarrowWire.of(format, moments, layout, stateSize);
  }
}

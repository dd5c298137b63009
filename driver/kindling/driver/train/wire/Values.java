package kindling.driver.train.wire;

import java.io.Serializable;

/** Floats on their way between driver and executors. */
public sealed interface Values extends Serializable permits Values.Plain, Packed {
  /** None at all: what a worker whose loss was not finite sends. */
  Values NONE = new Plain(new float[0]);

  /** The floats; where they were packed, what is left of them. */
  float[] floats();

  /** The mean of several like these, packed for its way to the driver. */
  Values mean(float[] mean);

  /** Floats as they are. */
  record Plain(float[] floats) implements Values {
    @Override
    public Values mean(float[] mean) {
      return new Plain(mean);
    }
  }
}

package kindling.data.batch;

import java.io.Serializable;

/**
 * What classes of unequal sizes are worth in training.
 *
 * @param rates how often their examples are drawn, by {@link Sampling#rates}
 * @param lossWeights of their examples in the loss; none: all alike
 */
public record ClassBalance(double[] rates, float[] lossWeights) implements Serializable {
  /** Each example is worth the same. */
  public static final ClassBalance NONE = new ClassBalance(new double[0], new float[0]);
}

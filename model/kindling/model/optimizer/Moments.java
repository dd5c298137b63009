package kindling.model.optimizer;

import java.io.Serializable;
import kindling.data.keys.Keys;

/**
 * The first and second moments of {@link Adam}, {@link AdamW} and {@link Lamb}: the two vectors of
 * their state.
 *
 * <p>Throws IllegalArgumentException if one is not in its range.
 *
 * @param beta1 what the first moment keeps in a step, from 0 to below 1
 * @param beta2 what the second keeps
 * @param epsilon added to the root of the second, above 0
 */
public record Moments(double beta1, double beta2, double epsilon) implements Serializable {
  public Moments {
    TensorOptimizer.checkShare("a beta1", beta1);
    TensorOptimizer.checkShare("a beta2", beta2);
    TensorOptimizer.checkPositive("an epsilon", epsilon);
  }

  static Moments read(Keys keys, double epsilon) {
    double beta1 = OptimizerKeys.beta1(keys);
    double beta2 = OptimizerKeys.beta2(keys, 0.999);
    return new Moments(beta1, beta2, OptimizerKeys.epsilon(keys, epsilon));
  }

  /** What turns the first moment after so many steps into an unbiased one. */
  private double correction(double steps) {
    return 1 / (1 - StrictMath.pow(beta1, steps));
  }

  /** What turns the root of the second moment after so many steps into an unbiased one. */
  private float rootCorrection(double steps) {
    return (float) (1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, steps)));
  }

  /**
   * Adam's step.
   *
   * @param pull weight decay within the gradient
   * @param kept what is left of a weight before it is moved
   */
  void descend(
      TensorOptimizer.Span span, float pull, float kept, float[] w, float[] g, float[] state) {
    float down = (float) (-span.rate() * correction(span.steps()));
    float root = rootCorrection(span.steps());
    StateBlocks.each(
        span,
        state,
        (at, length, first, second) -> {
          gather(at, length, pull, w, g, first, second);
          descend(at, length, kept, down, root, (float) epsilon, w, first, second);
        });
  }

  /**
   * LAMB's step, with the rate of the span times |w| / |move| where the norms decide.
   *
   * @param pull weight decay, added to the move
   */
  void descendByNorms(TensorOptimizer.Span span, float pull, float[] w, float[] g, float[] state) {
    float scale = (float) correction(span.steps());
    float root = rootCorrection(span.steps());
    float e = (float) epsilon;
    double[] squares = new double[1];
    StateBlocks.each(
        span,
        state,
        (at, length, first, second) -> {
          gather(at, length, 0, w, g, first, second);
          float[] move = new float[length];
          direction(at, pull, scale, root, e, w, first, second, move);
          double norm = L2Norm.of(move, 0, length);
          squares[0] += norm * norm;
        });
    double length = L2Norm.of(w, span.from(), span.to());
    double trust =
        span.decays() && length > 0 && squares[0] > 0 ? length / Math.sqrt(squares[0]) : 1;
    float down = (float) (-span.rate() * trust);
    StateBlocks.each(
        span,
        state,
        (at, n, first, second) -> {
          float[] move = new float[n];
          direction(at, pull, scale, root, e, w, first, second, move);
          add(at, down, move, w);
        });
  }

  /** Adam's step on a device, with this gradient. */
  void descend(TensorOptimizer.Resident weights, ResidentTensor gradient) {
    ResidentTensor first = gathered(weights, gradient);
    double down = -weights.rate() / (1 - StrictMath.pow(beta1, weights.steps()));
    weights.values().addQuotient(first, size(weights), down);
  }

  /** Takes the gradient into the moments on a device and gives Adam's step at a rate of -1. */
  ResidentTensor direction(TensorOptimizer.Resident weights, ResidentTensor gradient) {
    ResidentTensor first = gathered(weights, gradient);
    return first.times(correction(weights.steps())).divide(size(weights));
  }

  private ResidentTensor gathered(TensorOptimizer.Resident weights, ResidentTensor gradient) {
    weights.state(1).multiply(beta2).addProduct(gradient, gradient, 1 - beta2);
    return weights.state(0).multiply(beta1).add(gradient, 1 - beta1);
  }

  private ResidentTensor size(TensorOptimizer.Resident weights) {
    double root = 1 / StrictMath.sqrt(1 - StrictMath.pow(beta2, weights.steps()));
    return weights.state(1).sqrt().multiply(root).add(epsilon);
  }

  private void gather(
      int at, int length, float pull, float[] w, float[] g, float[] first, float[] second) {
    float b1 = (float) beta1;
    float c1 = (float) (1 - beta1);
    float b2 = (float) beta2;
    float c2 = (float) (1 - beta2);
    for (int i = 0; i < length; i++) {
      float slope = g[at + i] + pull * w[at + i];
      first[i] = b1 * first[i] + c1 * slope;
      second[i] = b2 * second[i] + c2 * (slope * slope);
    }
  }

  private static void descend(
      int at,
      int length,
      float kept,
      float down,
      float root,
      float epsilon,
      float[] w,
      float[] first,
      float[] second) {
    for (int i = 0; i < length; i++) {
      float size = (float) Math.sqrt(second[i]) * root + epsilon;
      w[at + i] = kept * w[at + i] + down * (first[i] / size);
    }
  }

  private static void direction(
      int at,
      float pull,
      float scale,
      float root,
      float epsilon,
      float[] w,
      float[] first,
      float[] second,
      float[] move) {
    for (int i = 0; i < move.length; i++) {
      float size = (float) Math.sqrt(second[i]) * root + epsilon;
      move[i] = scale * first[i] / size + pull * w[at + i];
    }
  }

  private static void add(int at, float down, float[] move, float[] w) {
    for (int i = 0; i < move.length; i++) {
      w[at + i] += down * move[i];
    }
  }
}

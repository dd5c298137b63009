package kindling.driver.config.training;

import kindling.data.keys.Range;
import kindling.driver.config.KeyReader;
import kindling.model.architecture.Architecture;
import kindling.model.architecture.Regularization;
import kindling.model.optimizer.L1Penalty;
import kindling.model.optimizer.Optimizer;

/**
 * What keeps a network from fitting its training images too closely, beside weight decay.
 *
 * @param dropout probability before the last linear layer, from 0 to below 1
 * @param stochasticDepth probability with which the last residual branch is left out, from 0 to
 *     below 1
 * @param l1 factor of the sum of the weights' absolute values in the loss, at least 0
 */
public record RegularizationSettings(double dropout, double stochasticDepth, double l1) {
  public static RegularizationSettings read(KeyReader keys) {
    return new RegularizationSettings(
        keys.number("regularization.dropout", 0, Range.BELOW_ONE),
        keys.number("regularization.stochastic-depth", 0, Range.BELOW_ONE),
        keys.number("regularization.l1", 0, Range.NOT_NEGATIVE));
  }

  /**
   * The network with what it drops in training.
   *
   * @throws IllegalArgumentException where there is nothing of the kind to drop
   */
  public Architecture of(Architecture architecture) {
    Architecture made = architecture;
    if (stochasticDepth > 0) {
      made = Regularization.withStochasticDepth(made, stochasticDepth);
    }
    return dropout > 0 ? Regularization.withDropout(made, dropout) : made;
  }

  /** The optimizer with the slope of what is added to the loss. */
  public Optimizer of(Optimizer optimizer) {
    return l1 > 0 ? new L1Penalty(optimizer, l1) : optimizer;
  }
}

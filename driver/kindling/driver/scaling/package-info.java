/**
 * Predicts how a run scales: measured costs and a pure model of an epoch on clusters of other
 * sizes. {@link kindling.driver.scaling.Scaling} is for the command line.
 */
package kindling.driver.scaling;

/**
 * A pure model of an epoch: costs and a cluster in, seconds, bytes and memory out. {@link
 * kindling.driver.scaling.model.CostModel} predicts.
 */
package kindling.driver.scaling.model;

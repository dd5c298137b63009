/**
 * A training run from its settings to its result: set-up, the loop over rounds, what a run reports.
 * {@link TrainingRun} and {@link RateSearch} are for commands and sweeps.
 */
package kindling.driver.train;

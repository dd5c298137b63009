/** The training loop and what it stands on: a run from its settings to its result. */
package kindling.driver.training;

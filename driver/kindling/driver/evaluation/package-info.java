/** Scores of given weights on a split, on the executors. */
package kindling.driver.evaluation;

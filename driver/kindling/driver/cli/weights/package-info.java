/** Commands that put weights to use. */
package kindling.driver.cli.weights;

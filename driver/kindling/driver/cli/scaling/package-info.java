/** The command that predicts how a run scales. */
package kindling.driver.cli.scaling;

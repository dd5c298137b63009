/**
 * The commands, the options that they share, exit codes, and what people see at a terminal. Called
 * by {@link kindling.driver.Kindling} alone.
 */
package kindling.driver.cli;

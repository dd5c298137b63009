/**
 * Runs, searches and studies seen from outside: in the terminal and in the browser. For the
 * commands.
 */
package kindling.driver.report.watch;

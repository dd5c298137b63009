/** What people see while a command runs: results, remarks, progress. */
package kindling.driver.console;

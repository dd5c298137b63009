/** What people see of a command at a terminal or in a file: {@link Terminal}. For the commands. */
package kindling.driver.cli.console;

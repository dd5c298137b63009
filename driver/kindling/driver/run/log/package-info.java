/**
 * The driver's log beside a run: run.log in its folder. {@link RunLog} and {@link LoggedConsole}
 * are for whatever runs in a folder.
 */
package kindling.driver.run.log;

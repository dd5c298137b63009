/** Runs, searches and studies seen from outside: in the terminal and in the browser. */
package kindling.driver.watch;

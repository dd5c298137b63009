/** A run seen from outside while it trains: in the terminal and in the browser. */
package kindling.driver.watch;

/** Spaces of settings and the methods that search them: pure functions on the driver. */
package kindling.driver.search;

/**
 * Which trial trains next and for how long: whole trials, successive halving, ASHA. Pure functions
 * of what is known; called by the search.
 */
package kindling.driver.sweep.method;

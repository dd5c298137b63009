/**
 * The folder of a run: who holds it, what is written and how it is read back, typed. Files are
 * whole or not there.
 */
package kindling.driver.run;

/** What a run is told, each block of keys a record, and the choices that follow from it alone. */
package kindling.driver.settings;

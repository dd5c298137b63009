/**
 * Folders that one driver at a time writes to, in whole files, and how it says why it cannot. For
 * runs, searches and studies.
 */
package kindling.driver.run.folder;

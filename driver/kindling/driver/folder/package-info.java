/** Folders that one driver at a time writes to, in whole files, and how it says why it cannot. */
package kindling.driver.folder;

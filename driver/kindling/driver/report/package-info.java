/**
 * Self-contained HTML pages of runs, with charts and tables, made from the files of run folders.
 */
package kindling.driver.report;

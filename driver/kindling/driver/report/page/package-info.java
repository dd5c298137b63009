/**
 * Pages, tables and charts as data, rendered to one file of HTML. For reports of runs, searches and
 * studies.
 */
package kindling.driver.report.page;

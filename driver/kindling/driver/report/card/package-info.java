/** The model card of a finished run. Written by the run. */
package kindling.driver.report.card;

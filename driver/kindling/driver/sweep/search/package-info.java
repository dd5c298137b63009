/**
 * A search for the settings that validate best: its trials on one application, its folder and its
 * report. {@link Search} and {@link SearchPlan} are for the commands.
 */
package kindling.driver.sweep.search;

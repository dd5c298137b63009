/**
 * Architectures under one budget: accuracy against size and time, in a folder and a report. {@link
 * Study}, {@link StudyPlan} and {@link Measurement} are for the commands.
 */
package kindling.driver.sweep.study;

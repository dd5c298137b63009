/**
 * Many runs on one application: what searches and studies have in common. Called by the rooms
 * within, {@code search} and {@code study}.
 */
package kindling.driver.sweep;

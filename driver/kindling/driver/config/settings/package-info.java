/**
 * Every setting of a run as a checked record. {@link Settings} and {@link SettingsFile} are the way
 * in.
 */
package kindling.driver.config.settings;

/**
 * The settings that training obeys: optimizer, schedule, regularization, augmentation, averaging,
 * when it ends. Read by {@link kindling.driver.config.settings.Settings}.
 */
package kindling.driver.config.training;

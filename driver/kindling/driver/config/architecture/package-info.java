/** Networks that a configuration describes layer by layer. */
package kindling.driver.config.architecture;

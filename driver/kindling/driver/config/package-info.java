/** HOCON as typed values: each key is read once, and all problems come at once. */
package kindling.driver.config;

/** HOCON as typed values: each key is read once, and all problems are told at once. */
package kindling.driver.config;

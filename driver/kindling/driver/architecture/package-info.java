/** Networks described layer by layer in HOCON: how such a description is read. */
package kindling.driver.architecture;

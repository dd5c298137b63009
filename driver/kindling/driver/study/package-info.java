/** Measured costs and trained architectures side by side: a study from its plan to its page. */
package kindling.driver.study;

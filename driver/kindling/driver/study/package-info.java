/** What architectures cost and what they bring, side by side: on the driver. */
package kindling.driver.study;

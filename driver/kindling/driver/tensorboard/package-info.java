/** The event files that TensorBoard reads. */
package kindling.driver.tensorboard;

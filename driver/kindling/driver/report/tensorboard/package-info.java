/** TensorBoard event files. A {@link kindling.driver.report.MetricsSink}. */
package kindling.driver.report.tensorboard;

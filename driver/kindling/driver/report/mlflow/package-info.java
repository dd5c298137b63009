/** A run on an MLflow tracking server. A {@link kindling.driver.report.MetricsSink}. */
package kindling.driver.report.mlflow;

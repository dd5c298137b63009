/**
 * What a run tells of itself beside its checkpoints: rounds, pictured mistakes, the report,
 * TensorBoard and MLflow. Nothing that is learnt depends on it.
 */
package kindling.driver.journal;

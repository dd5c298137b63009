/**
 * Optimizers, learning-rate schedules and what wraps them, on flat arrays. Built on the driver by
 * their constructors or {@link kindling.model.optimizer.OptimizerKind}; stepped on executors.
 */
package kindling.model.optimizer;

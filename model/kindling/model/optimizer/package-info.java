/** Optimizers, schedules and what they are told, on flat arrays. */
package kindling.model.optimizer;

/**
 * What an engine does, in flat arrays: loss, gradient, running statistics, steps and scores. Call
 * {@link kindling.model.engine.Engine}, on executors; the libraries beneath, which have packages of
 * their own, implement {@link kindling.model.engine.Replica}.
 */
package kindling.model.engine;

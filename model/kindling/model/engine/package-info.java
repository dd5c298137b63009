/**
 * What an engine does, in flat arrays: loss, gradient, running statistics, steps and scores. The
 * libraries that do it have packages of their own.
 */
package kindling.model.engine;

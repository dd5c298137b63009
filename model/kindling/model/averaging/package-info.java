/**
 * What averaging is, as data and pure functions on flat arrays: when, in which form, and what
 * becomes of the mean. For settings and the training loop.
 */
package kindling.model.averaging;

/**
 * The engines that there are, which one a run takes, and what they need; what they compute with
 * stands in the packages below. Knows {@code kindling.data} and the numeric libraries.
 */
package kindling.model;

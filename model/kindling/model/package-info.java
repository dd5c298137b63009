/** Architectures, engines and optimizers. Knows {@code kindling.data} and the numeric libraries. */
package kindling.model;

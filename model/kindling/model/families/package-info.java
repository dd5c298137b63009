/** The families of architectures: how each one's names read and what they build. */
package kindling.model.families;

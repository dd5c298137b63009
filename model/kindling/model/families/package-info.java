/** Networks by name, of a family, or layer by layer as their user describes them. */
package kindling.model.families;

/**
 * Networks by the name of a family, or layer by layer as their user describes them: call {@link
 * kindling.model.families.Families} or {@link kindling.model.families.Blueprint}, on the driver.
 */
package kindling.model.families;

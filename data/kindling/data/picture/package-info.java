/**
 * Pictures for people: {@link kindling.data.picture.Thumbnail} of an example, on executors, and
 * {@link kindling.data.picture.ContactSheet} of many, on the driver.
 */
package kindling.data.picture;

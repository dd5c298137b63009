/** Pictures for people. Knows the JDK and the shape of an image. */
package kindling.data.picture;

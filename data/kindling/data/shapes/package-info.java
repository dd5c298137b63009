/** The generated dataset: pictures of ten shapes. Knows the JDK only. */
package kindling.data.shapes;

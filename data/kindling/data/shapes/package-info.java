/**
 * The generated dataset, pictures of ten shapes: call {@link kindling.data.shapes.ShapeImages}, on
 * executors.
 */
package kindling.data.shapes;

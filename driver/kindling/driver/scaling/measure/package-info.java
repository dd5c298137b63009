/** Measures what the model needs to know: rounds on noise, images, tasks, a disk. */
package kindling.driver.scaling.measure;

/** What data frames hold and are given: columns of images, of labels, and what a network adds. */
package kindling.driver.ml.frame;

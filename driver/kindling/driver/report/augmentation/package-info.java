/** What augmentation makes of images, as a picture and in microseconds. For the command. */
package kindling.driver.report.augmentation;

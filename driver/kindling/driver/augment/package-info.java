/** What a setting of augmentation looks like and costs, before a run trains with it. */
package kindling.driver.augment;

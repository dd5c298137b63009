/** Random changes of training images; on executors. */
package kindling.data.augment;

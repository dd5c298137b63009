/**
 * Random changes of training images. {@link kindling.data.augment.Augmentation} is put together of
 * public transforms on the driver; {@link kindling.data.augment.Augmenter} and {@link
 * kindling.data.augment.Mixing} apply it on executors.
 */
package kindling.data.augment;

package kindling.data.source;

/** How a dataset is stored; AUTO decides by what lies at its path. */
public enum DataFormat {
  AUTO,
  /** A folder per class, in a directory or in zip files, with or without train/test folders. */
  IMAGE_FOLDER,
  /** The binary version of CIFAR-10: data_batch_*.bin and test_batch.bin. */
  CIFAR10,
  /** MNIST's format: train and t10k files of images and labels, plain or gzipped. */
  IDX,
  /** Generated images of ten shapes; needs no files. */
  SHAPES
}

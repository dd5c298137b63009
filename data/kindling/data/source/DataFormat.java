package kindling.data.source;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a dataset is stored; AUTO decides by what lies at its path. */
public enum DataFormat {
  AUTO(new AutoLayout()),
  /** A folder per class, in a directory or in zip files, with or without train/test folders. */
  IMAGE_FOLDER(new ImageFolderLayout()),
  /** The binary version of CIFAR-10: data_batch_*.bin and test_batch.bin. */
  CIFAR10(new Cifar10Layout()),
  /** The binary version of CIFAR-100: train.bin and test.bin. */
  CIFAR100(new Cifar100Layout()),
  /** MNIST's format: train and t10k files of images and labels, plain or gzipped. */
  IDX(new IdxLayout()),
  /** Parquet files with a column of encoded images, as Hugging Face's datasets write them. */
  PARQUET(new ParquetLayout()),
  /** Tar files of images with files of their labels beside them. */
  WEBDATASET(new WebDatasetLayout()),
  /** Generated images of ten shapes; needs no files. */
  SHAPES(new ShapesLayout());

  private final Layout layout;

  DataFormat(Layout layout) {
    this.layout = layout;
  }

  /** Whether a dataset of this format lies at a path. */
  public boolean needsPath() {
    return layout.hasFiles();
  }

  Layout layout() {
    return layout;
  }

  /** The formats that are stored in files. */
  static Stream<Layout> ofFiles() {
    return Stream.of(values())
        .filter(format -> format != AUTO && format.needsPath())
        .map(DataFormat::layout);
  }

  /** What may lie at a path, for people. */
  static String expectedOfAny() {
    return ofFiles().map(Layout::expected).collect(Collectors.joining("; or "));
  }
}
